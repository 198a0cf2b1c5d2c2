package dev.remit.handlers;

import dev.remit.linux.Syscall;

/**
 * What somebody keeps of the processes of a run. Any worker may call, on behalf of a call that it is about to answer.
 */
public interface ProcessTree {
    /** For runs of which nothing is kept. */
    ProcessTree UNKEPT = new ProcessTree() {
        @Override
        public boolean begin(Syscall sys, int process) {
            return true;
        }

        @Override
        public void meet(Syscall sys, int process) {}

        @Override
        public void mistake(Syscall sys, int process) {}

        @Override
        public boolean admitsTask(int thread) {
            return true;
        }
    };

    /**
     * A process is about to execute. At the first time in a run it is the program itself, which runs nothing of its own
     * before this returns.
     *
     * @param sys of the calling thread
     * @return whether it may go on
     */
    boolean begin(Syscall sys, int process);

    /** A process has made a call, for the first time as far as the worker knows. */
    void meet(Syscall sys, int process);

    /** It may not have been that process that was met: it was gone before, and its number may be somebody else's. */
    void mistake(Syscall sys, int process);

    /** Whether a thread may make another process or thread, which it then does. */
    boolean admitsTask(int thread);
}
