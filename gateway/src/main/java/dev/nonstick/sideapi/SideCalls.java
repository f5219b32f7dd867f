package dev.nonstick.sideapi;

import dev.nonstick.session.Capability;
import dev.nonstick.session.SideAnswer;
import dev.nonstick.session.SideCall;
import io.vertx.core.Future;

/**
 * Who does what is asked.
 *
 * <p>Thread rule: called on any event loop; completes in the caller's context, within the time
 * limits of the store.
 */
public interface SideCalls {

    /** Does it, or tells why not. */
    Future<SideAnswer> call(Capability ref, SideCall call);
}
