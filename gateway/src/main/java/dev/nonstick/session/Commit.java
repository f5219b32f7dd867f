package dev.nonstick.session;

import dev.nonstick.vault.Vault;
import dev.nonstick.vault.VaultChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's change, ready to be applied to a record. The same change is applied again to
 * whatever record a conflict brings up, so parallel changes of different attributes are all kept
 * and increments are never lost.
 *
 * @param epoch of the record the exchange worked on
 * @param generation of the cookie the exchange came with
 * @param confirms whether the exchange presented its generation for the first time
 * @param login who uses the session after it, with an epoch of its own; null: as before. Where the
 *     change names no principal but rotates strictly, the same user as before
 * @param now Unix milliseconds
 */
public record Commit(
        long epoch,
        int generation,
        boolean confirms,
        Change change,
        @Nullable Login login,
        long now)
        implements Step {

    /** What applying comes to. */
    public sealed interface Decision {}

    /**
     * This is to be stored.
     *
     * @param refused cookies for which the vault has no room; they go to the client
     */
    public record Write(SessionRecord next, List<VaultChange.Put> refused) implements Decision {
        public Write(SessionRecord next) {
            this(next, List.of());
        }
    }

    /**
     * The record already says so.
     *
     * @param refused likewise
     */
    public record Nothing(List<VaultChange.Put> refused) implements Decision {
        static final Nothing INSTANCE = new Nothing(List.of());

        static Nothing but(List<VaultChange.Put> refused) {
            return refused.isEmpty() ? INSTANCE : new Nothing(refused);
        }
    }

    /** The login changed while the exchange was under way: its writes are not for this record. */
    public record Dropped() implements Decision {
        static final Dropped INSTANCE = new Dropped();
    }

    /** Somebody else's turn, or nobody's: see {@link LeaseStep}. */
    public record NotHeld() implements Decision {
        static final NotHeld INSTANCE = new NotHeld();
    }

    /** The change as a whole is refused. */
    public record Refused(Refusal refusal) implements Decision {}

    /** Why a change is refused; a closed list, because it is a metric label. */
    public enum Refusal {
        NOT_A_COUNTER("an increment of an attribute that is no integer"),
        COUNTER_OVERFLOW("an increment beyond 15 digits"),
        NOT_BYTES("an append to an attribute that is an integer"),
        TOO_MANY_ATTRIBUTES("more than 1024 attributes"),
        RECORD_TOO_LARGE("a record above session.max-size"),
        STATE_TOO_LARGE("a state above session.inline-limit");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        /** For the log. */
        public String text() {
            return text;
        }
    }

    private static final int MAX_ATTRIBUTES = 1024;

    public Commit {
        if (login == null && change.rotation() == Change.Rotation.STRICT) {
            throw new IllegalArgumentException("a strict rotation without an epoch of its own");
        }
    }

    /** Applies the change to a record of an existing session. */
    @Override
    public Decision applyTo(SessionRecord base, RealmSettings realm) {
        if (base.epoch() != epoch) {
            return Dropped.INSTANCE;
        }
        // a login that the gateway only guesses at does not prolong the session
        Span span = change.principal() == null ? base.span() : Span.begin(now, realm);
        if (!change.timeouts().equals(Timeouts.KEPT)) {
            span = span.limited(change.timeouts(), realm);
        }
        Lineage lineage = lineageAfter(base.lineage());
        boolean replaces = login != null && login.replaces(base.login());
        Map<String, Attribute> state =
                replaces ? new LinkedHashMap<>() : new LinkedHashMap<>(base.attributes());
        Refusal refusal = Attributes.apply(change.operations(), state);
        Vault.Applied vault = kept(replaces ? Vault.EMPTY : base.vault(), state, realm);
        if (refusal == null && change.putsAttributes()) {
            refusal = limits(state, vault.vault(), realm);
        }
        if (refusal != null) {
            return new Refused(refusal);
        }
        boolean sameState = Attributes.same(state, base.attributes());
        if (sameState
                && vault.vault() == base.vault()
                && login == null
                && lineage.equals(base.lineage())
                && span.equals(base.span())) {
            return Nothing.but(vault.refused());
        }
        return new Write(
                base.with(
                        span,
                        lineage,
                        login == null ? base.login() : login,
                        sameState ? base.attributes() : state,
                        vault.vault()),
                vault.refused());
    }

    private Lineage lineageAfter(Lineage base) {
        Lineage lineage = confirms && base.generation() == generation ? base.confirmed(now) : base;
        if (login != null) {
            return lineage.rotatedStrictly(now);
        }
        // a record past our generation was rotated by a parallel exchange: once is enough
        boolean rotates =
                change.rotation() != Change.Rotation.NONE && lineage.generation() <= generation;
        return rotates ? lineage.rotated(now) : lineage;
    }

    /** The vault has what the attributes leave of the record, up to a limit of its own. */
    private Vault.Applied kept(Vault base, Map<String, Attribute> state, RealmSettings realm) {
        return change.cookies().isEmpty()
                ? new Vault.Applied(base, List.of())
                : base.apply(change.cookies(), now, realm.maxSize() - sizeOf(state));
    }

    /**
     * Whether the exchange may have the cookie of the record that it got into. Another exchange may
     * have changed it since: what that one ended with a login or a strict rotation, an older cookie
     * must not get back.
     */
    public boolean mayHave(SessionRecord stored) {
        return stored.epoch() == (login == null ? epoch : login.epoch());
    }

    /**
     * The first record of a new session; nothing, where all that there was to keep are cookies that
     * were not kept.
     *
     * @param first who uses it
     */
    public Decision create(Login first, RealmSettings realm) {
        Map<String, Attribute> state = new LinkedHashMap<>();
        Refusal refusal = Attributes.apply(change.operations(), state);
        Vault.Applied vault = kept(Vault.EMPTY, state, realm);
        if (refusal == null) {
            refusal = limits(state, vault.vault(), realm);
        }
        if (refusal != null) {
            return new Refused(refusal);
        }
        if (vault.vault().isEmpty() && change.principal() == null && !change.putsAttributes()) {
            return Nothing.but(vault.refused());
        }
        Span span = Span.begin(now, realm).limited(change.timeouts(), realm);
        return new Write(
                SessionRecord.unwritten(span, Lineage.first(now), first, state, vault.vault()),
                vault.refused());
    }

    private static @Nullable Refusal limits(
            Map<String, Attribute> state, Vault vault, RealmSettings realm) {
        if (state.size() > MAX_ATTRIBUTES) {
            return Refusal.TOO_MANY_ATTRIBUTES;
        }
        if (sizeOf(state) + vault.encodedLength() > realm.maxSize()) {
            return Refusal.RECORD_TOO_LARGE;
        }
        return StateField.lengthOf(state) > realm.inlineLimit() ? Refusal.STATE_TOO_LARGE : null;
    }

    private static long sizeOf(Map<String, Attribute> state) {
        long size = 0;
        for (Map.Entry<String, Attribute> entry : state.entrySet()) {
            size += RecordBody.sizeOf(entry.getKey(), entry.getValue());
        }
        return size;
    }
}
