package io.suiro.process.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Three brokers, each a process of its own on 127.0.0.1, and what can be done to them. Their addresses stay the same for the life of
 * the cluster. One thread at a time calls this; only {@link #close} may come from another. Closing kills what still runs. Only
 * processes that this cluster has started are ever signalled.
 */
interface ClusterUnderTest extends AutoCloseable {
    /** What it is, with its version. */
    String name();

    /** Ids of all brokers, running or not. */
    List<Integer> nodes();

    /** Addresses of all brokers, for clients. */
    String bootstrap();

    /** Launches every broker that does not run; they need not serve yet when this returns. */
    void start() throws Exception;

    /** Launches one broker that does not run; it need not serve yet when this returns. */
    void start(int node) throws Exception;

    boolean isRunning(int node) throws Exception;

    long pid(int node) throws Exception;

    /** kill -9; it is gone when this returns. */
    void kill(int node) throws Exception;

    /** kill -9 of several, in the same moment as far as that goes; they are gone when this returns. */
    void kill(List<Integer> nodes) throws Exception;

    /** SIGTERM; it is gone when this returns. */
    void terminate(int node) throws Exception;

    /** SIGTERM to all that run, at once; they are gone when this returns. */
    void terminate() throws Exception;

    /** SIGSTOP. */
    void pause(int node) throws Exception;

    /** SIGCONT. */
    void resume(int node) throws Exception;

    /** Deletes all that a broker that does not run has stored; started again it comes with an empty disk. */
    void loseDisk(int node) throws Exception;

    /** Whether {@link #cut} works. */
    boolean canCut();

    /** Lets nothing through between this broker and the others, in either direction; clients still reach it. */
    void cut(int node);

    /** Ends every cut; what was sent meanwhile arrives, as it would with TCP. */
    void heal();

    /** Where a broker keeps the directories of its partitions, called TOPIC-PARTITION, at any depth. */
    Path data(int node);

    @Override
    void close() throws IOException;
}
