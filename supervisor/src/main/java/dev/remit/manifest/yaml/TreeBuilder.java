package dev.remit.manifest.yaml;

import dev.remit.display.Visible;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Place;
import dev.remit.manifest.yaml.YamlNode.ScalarKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Builds the tree of a document from the library's events rather than with its composer, so that depth, aliases and size
 * are bounded before anything grows, and no regular expression is loaded on the way to a run.
 */
final class TreeBuilder {
    static final int DEEPEST = 32;
    static final int MOST_ALIASES = 100;
    static final int MOST_NODES = 1 << 18;
    private static final String CORE = "tag:yaml.org,2002:";

    private final ManifestText text;
    private final Diagnostics diagnostics;
    private final ParserImpl events;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private final Set<String> unfinished = new HashSet<>();
    private int aliases;

    /** Ends the building; the reason is among the diagnostics. */
    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1L;

        Stop() {
            super(null, null, false, false);
        }
    }

    private TreeBuilder(ManifestText text, Diagnostics diagnostics) {
        this.text = text;
        this.diagnostics = diagnostics;
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(ManifestText.LARGEST + 1).build();
        this.events = new ParserImpl(settings, new StreamReader(settings, text.text()));
    }

    /** The root of the only document, or null when there is none or the text is no YAML. */
    static @Nullable YamlNode build(ManifestText text, Diagnostics diagnostics) {
        try {
            return new TreeBuilder(text, diagnostics).document();
        } catch (Stop stop) {
            return null;
        }
    }

    private YamlNode document() throws Stop {
        next();
        Event event = next();
        if (!(event instanceof DocumentStartEvent start)) {
            throw stop(new Place(text.source(), 1, 1), "", "the file holds nothing but blanks and comments",
                    "a manifest");
        }
        if (start.getSpecVersion().isPresent() && start.getSpecVersion().get().getMinor() != 2) {
            throw stop(place(event), "", "manifests are written in YAML 1.2", "no %YAML directive, or %YAML 1.2");
        }
        YamlNode root = node(next(), 0);
        next();
        Event after = next();
        if (after instanceof DocumentStartEvent) {
            throw stop(place(after), "---", "a file holds one manifest only", "the end of the file");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) throws Stop {
        if (depth > DEEPEST) {
            throw stop(place(event), "", "this is nested deeper than " + DEEPEST + " levels", "");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        String anchor = ((NodeEvent) event).getAnchor().map(Object::toString).orElse("");
        unfinished.add(anchor);
        YamlNode node = switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent sequence -> sequence(sequence, depth);
            case MappingStartEvent mapping -> mapping(mapping, depth);
            default -> throw new IllegalStateException("the library gave " + event);
        };
        unfinished.remove(anchor);
        if (node.size() > MOST_NODES) {
            throw stop(node.place(), "", "this amounts to more than " + MOST_NODES + " values", "");
        }
        if (!anchor.isEmpty()) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private YamlNode alias(AliasEvent event) throws Stop {
        String name = event.getAlias().toString();
        YamlNode node = anchors.get(name);
        Place place = place(event);
        String spelling = "*" + name;
        if (unfinished.contains(name)) {
            throw stop(place, spelling, "an alias cannot stand inside of what it repeats", "");
        }
        if (node == null) {
            throw stop(place, spelling, "there is no anchor &" + name + " before this alias", "");
        }
        if (++aliases > MOST_ALIASES) {
            throw stop(place, spelling, "there are more than " + MOST_ALIASES + " aliases", "");
        }
        return node;
    }

    private YamlNode scalar(ScalarEvent event) throws Stop {
        String value = event.getValue();
        ScalarKind kind = event.isPlain() ? CoreSchema.kindOf(value) : ScalarKind.TEXT;
        Optional<String> tag = event.getTag();
        if (tag.isPresent()) {
            kind = switch (tag.get()) {
                case "!", CORE + "str" -> ScalarKind.TEXT;
                case CORE + "int", CORE + "float" -> CoreSchema.kindOf(value);
                default -> throw tagged(event, tag.get());
            };
        }
        return new YamlNode.Scalar(value, kind, place(event));
    }

    private YamlNode sequence(SequenceStartEvent event, int depth) throws Stop {
        checkTag(event, event.getTag(), CORE + "seq");
        List<YamlNode> items = new ArrayList<>();
        int size = 1;
        for (Event item = next(); item.getEventId() != Event.ID.SequenceEnd; item = next()) {
            YamlNode node = node(item, depth + 1);
            size = Math.min(size + node.size(), MOST_NODES + 1);
            items.add(node);
        }
        return new YamlNode.Sequence(List.copyOf(items), size, place(event));
    }

    private YamlNode mapping(MappingStartEvent event, int depth) throws Stop {
        checkTag(event, event.getTag(), CORE + "map");
        List<YamlNode.Entry> entries = new ArrayList<>();
        int size = 1;
        for (Event item = next(); item.getEventId() != Event.ID.MappingEnd; item = next()) {
            YamlNode key = node(item, depth + 1);
            YamlNode value = node(next(), depth + 1);
            size = Math.min(size + key.size() + value.size(), MOST_NODES + 1);
            entries.add(new YamlNode.Entry(key, value));
        }
        return new YamlNode.Mapping(List.copyOf(entries), size, place(event));
    }

    private void checkTag(Event event, Optional<String> tag, String allowed) throws Stop {
        if (tag.isPresent() && !tag.get().equals(allowed) && !tag.get().equals("!")) {
            throw tagged(event, tag.get());
        }
    }

    private Stop tagged(Event event, String tag) {
        return stop(place(event), "", "the tag " + Diagnostic.quote(tag) + " is not part of the language", "no tag");
    }

    private Stop stop(Place place, String offending, String message, String expected) {
        diagnostics.add(Diagnostic.error(place, offending, message).expecting(expected));
        return new Stop();
    }

    private Place place(Event event) {
        return place(event.getStartMark());
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(known -> new Place(text.source(), known.getLine() + 1, known.getColumn() + 1))
                .orElse(Place.whole(text.source()));
    }

    private Event next() throws Stop {
        try {
            return events.next();
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            throw stop(place(mark), "", YamlProblem.inWords(e), YamlProblem.remedy(e));
        } catch (RuntimeException e) {
            // The library is not trusted with hostile text: whatever else it throws means that it is no YAML.
            throw stop(Place.whole(text.source()), "", "the file is not YAML: " + Visible.of(e.toString()), "");
        }
    }
}
