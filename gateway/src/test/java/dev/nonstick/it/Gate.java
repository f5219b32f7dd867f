package dev.nonstick.it;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Where a backend's requests wait, all together, until they are let go on. */
final class Gate implements TestBackend.Script {
    private final TestBackend.Script then;
    private final Semaphore arrived = new Semaphore(0);
    private final CountDownLatch open = new CountDownLatch(1);

    /**
     * @param then answers those that were let go
     */
    Gate(TestBackend.Script then) {
        this.then = then;
    }

    /** Before an echo. */
    Gate() {
        this(SessionBench::echo);
    }

    @Override
    public void answer(TestBackend.Call call) throws Exception {
        arrived.release();
        if (!open.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("never opened");
        }
        then.answer(call);
    }

    /** Waits until this many more have come. */
    void awaitArrivals(int count) throws InterruptedException {
        if (!arrived.tryAcquire(count, Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("only " + arrived.availablePermits() + " of " + count);
        }
    }

    void open() {
        open.countDown();
    }
}
