package dev.remit.decision;

/** The working memory for comparing two names in one trie, made once for each thread that does; not to be shared. */
public final class MoveScratch {
    final Descent from;
    final Descent to;

    MoveScratch(TrieImage image) {
        from = new Descent(new LookupScratch(image));
        to = new Descent(new LookupScratch(image));
    }
}
