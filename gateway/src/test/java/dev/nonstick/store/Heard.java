package dev.nonstick.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that remembers. */
final class Heard implements StoreListener {

    final List<String> commands = new CopyOnWriteArrayList<>();
    final List<StoreFault> disconnects = new CopyOnWriteArrayList<>();
    final List<StoreFault> opened = new CopyOnWriteArrayList<>();
    final AtomicInteger openBreakers = new AtomicInteger();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final AtomicInteger connects = new AtomicInteger();
    final AtomicInteger inFlight = new AtomicInteger();

    @Override
    public void commandStarted(String operation) {
        inFlight.incrementAndGet();
    }

    @Override
    public void commandDone(String operation, String outcome, long nanos) {
        inFlight.decrementAndGet();
        commands.add(operation + " " + outcome + (nanos < 0 ? " in negative time" : ""));
    }

    @Override
    public void connected() {
        connects.incrementAndGet();
    }

    @Override
    public void disconnected(StoreFault fault) {
        disconnects.add(fault);
    }

    @Override
    public void breakerOpened(StoreFault because) {
        opened.add(because);
        openBreakers.incrementAndGet();
    }

    @Override
    public void breakerClosed() {
        openBreakers.decrementAndGet();
    }

    @Override
    public void warning(String event) {
        warnings.add(event);
    }

    void awaitConnects(int count) throws Exception {
        Await.until("connected " + count + " times", () -> connects.get() >= count);
    }

    void awaitDisconnects(int count) throws Exception {
        Await.until("disconnected " + count + " times", () -> disconnects.size() >= count);
    }
}
