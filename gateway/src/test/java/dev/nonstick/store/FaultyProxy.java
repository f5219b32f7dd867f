package dev.nonstick.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy between the store and Redis that does what bad networks do, on command. */
public final class FaultyProxy implements Closeable {

    private enum Mode {
        PASS,
        SWALLOW_REPLIES,
        HOLD_COMMANDS,
        REFUSE
    }

    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong swallowed = new AtomicLong();
    private final AtomicLong held = new AtomicLong();
    private volatile int target;
    private Mode mode = Mode.PASS; // guarded by this

    public FaultyProxy(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Where new connections lead from now on. */
    public void target(int port) {
        target = port;
    }

    public void pass() {
        switchTo(Mode.PASS);
    }

    /** Redis executes commands, but its answers vanish. */
    public void swallowReplies() {
        switchTo(Mode.SWALLOW_REPLIES);
    }

    /** Commands wait in the proxy. */
    public void holdCommands() {
        switchTo(Mode.HOLD_COMMANDS);
    }

    /** New connections are closed at once. */
    public void refuse() {
        switchTo(Mode.REFUSE);
    }

    /** Closes every connection; what the proxy holds is lost. */
    public void cut() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    public long swallowedBytes() {
        return swallowed.get();
    }

    public long heldBytes() {
        return held.get();
    }

    private synchronized void switchTo(Mode next) {
        mode = next;
        notifyAll();
    }

    private synchronized boolean is(Mode asked) {
        return mode == asked;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (is(Mode.REFUSE)) {
                    client.close();
                } else {
                    connect(client);
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void connect(Socket client) throws IOException {
        open.add(client);
        Socket redis;
        try {
            redis = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException _) {
            client.close();
            return;
        }
        open.add(redis);
        Thread.ofVirtual().start(() -> pump(client, redis, this::commands));
        Thread.ofVirtual().start(() -> pump(redis, client, this::replies));
    }

    private interface Relay {
        void relay(byte[] bytes, int count, OutputStream out)
                throws IOException, InterruptedException;
    }

    private static void pump(Socket from, Socket to, Relay relay) {
        byte[] bytes = new byte[16_384];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                relay.relay(bytes, count, out);
            }
        } catch (IOException | InterruptedException _) {
            // cut
        }
    }

    private void commands(byte[] bytes, int count, OutputStream out)
            throws IOException, InterruptedException {
        synchronized (this) {
            if (mode == Mode.HOLD_COMMANDS) {
                held.addAndGet(count);
            }
            while (mode == Mode.HOLD_COMMANDS) {
                wait();
            }
        }
        out.write(bytes, 0, count);
    }

    private void replies(byte[] bytes, int count, OutputStream out) throws IOException {
        if (is(Mode.SWALLOW_REPLIES)) {
            swallowed.addAndGet(count);
        } else {
            out.write(bytes, 0, count);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        pass();
    }
}
