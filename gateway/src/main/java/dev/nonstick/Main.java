package dev.nonstick;

import dev.nonstick.cli.NonstickCommand;
import dev.nonstick.cli.demo.DemoCommand;
import dev.nonstick.session.Envelope;
import dev.nonstick.session.KeyRing;
import dev.nonstick.session.SessionKey;
import java.util.List;

/** Entry point of the distribution. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        DemoCommand demo =
                new DemoCommand(
                        (secret, keyId, pool) ->
                                Envelope.backendKey(
                                        new KeyRing(List.of(new SessionKey(keyId, secret))), pool));
        System.exit(NonstickCommand.execute(new GatewayProduct(), demo, args));
    }
}
