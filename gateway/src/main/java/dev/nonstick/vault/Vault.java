package dev.nonstick.vault;

import dev.nonstick.http.ReceivedCookie;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that the gateway keeps for one session, of all pools; immutable.
 *
 * <p>Changes of different cookies may come in any order: the same cookies are in it afterwards, as
 * long as there is room for all.
 */
public final class Vault {
    /** Most cookies. */
    public static final int MAX_COOKIES = 64;

    /** Most bytes that it takes in the record. */
    public static final int MAX_BYTES = 32 * 1024;

    public static final Vault EMPTY = new Vault(List.of());

    /** RFC 6265bis, section 5.8.3; the sort is stable. */
    private static final Comparator<StoredCookie> SENDING_ORDER =
            Comparator.comparingInt((StoredCookie c) -> -c.cookie().path().length())
                    .thenComparingLong(StoredCookie::createdMillis);

    /** An expiry that moves by less is no reason to write: at most, and as part of what is left. */
    private static final long EXPIRY_STEP_MILLIS = 60_000;

    private static final int EXPIRY_STEP_PART = 10;

    private final List<StoredCookie> cookies;

    private Vault(List<StoredCookie> cookies) {
        this.cookies = cookies;
    }

    /** A vault of cookies that are known to be within the limits, none twice. */
    static Vault of(List<StoredCookie> cookies) {
        return cookies.isEmpty() ? EMPTY : new Vault(List.copyOf(cookies));
    }

    public boolean isEmpty() {
        return cookies.isEmpty();
    }

    /** For an operator's eyes: in no order, the expired ones not yet swept included. */
    public List<StoredCookie> cookies() {
        return cookies;
    }

    /**
     * What changes come to.
     *
     * @param vault the same object where nothing changed
     * @param refused for want of room; what they came by must go to the client, and an event be
     *     raised
     */
    public record Applied(Vault vault, List<VaultChange.Put> refused) {}

    /** Applies changes in order; whatever has expired is swept with them. */
    public Applied apply(List<VaultChange> changes, long now) {
        return apply(changes, now, MAX_BYTES);
    }

    /**
     * Likewise.
     *
     * @param room bytes that it may take in the record, where that is less than {@link #MAX_BYTES};
     *     below 0: none
     */
    public Applied apply(List<VaultChange> changes, long now, long room) {
        long most = Math.min(room, MAX_BYTES);
        if (changes.isEmpty()) {
            return new Applied(this, List.of());
        }
        List<StoredCookie> next = new ArrayList<>(cookies);
        next.removeIf(stored -> stored.cookie().isExpired(now));
        List<VaultChange.Put> refused = new ArrayList<>(0);
        boolean changed = false;
        for (VaultChange change : changes) {
            changed |=
                    switch (change) {
                        case VaultChange.Delete delete -> remove(next, delete.stored());
                        case VaultChange.Put put -> put(next, put, refused, now, most);
                    };
        }
        return new Applied(changed ? of(next) : this, refused);
    }

    private static boolean remove(List<StoredCookie> from, StoredCookie gone) {
        return from.removeIf(stored -> stored.isSame(gone) || replaces(gone, stored));
    }

    /** An adopted cookie may be the same one although domain and path differ. */
    private static boolean replaces(StoredCookie by, StoredCookie stored) {
        return stored.adopted() && stored.isNamed(by.pool(), by.name());
    }

    /** Whether that changed anything. What a refused cookie would have replaced is gone too. */
    private static boolean put(
            List<StoredCookie> into,
            VaultChange.Put put,
            List<VaultChange.Put> refused,
            long now,
            long most) {
        StoredCookie cookie = put.stored();
        if (cookie.adopted() && isAnyNamed(into, cookie)) {
            return false;
        }
        int at = indexOf(into, cookie);
        if (at < 0) {
            at = into.size();
        } else {
            StoredCookie old = into.get(at);
            cookie = cookie.createdAt(old.createdMillis());
            if (saysNothingNew(old, cookie, now)) {
                return false;
            }
        }
        boolean removed = remove(into, cookie);
        if (hasRoom(into, cookie, most)) {
            into.add(Math.min(at, into.size()), cookie);
            return true;
        }
        refused.add(put);
        return removed;
    }

    private static int indexOf(List<StoredCookie> cookies, StoredCookie like) {
        for (int i = 0; i < cookies.size(); i++) {
            if (cookies.get(i).isSame(like)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAnyNamed(List<StoredCookie> cookies, StoredCookie like) {
        for (StoredCookie stored : cookies) {
            if (stored.isNamed(like.pool(), like.name())) {
                return true;
            }
        }
        return false;
    }

    private static boolean saysNothingNew(StoredCookie old, StoredCookie cookie, long now) {
        long later = cookie.cookie().expiresMillis();
        long earlier = old.cookie().expiresMillis();
        if (later > earlier && later != ReceivedCookie.NEVER) {
            long step = Math.min(EXPIRY_STEP_MILLIS, (later - now) / EXPIRY_STEP_PART);
            return later - earlier <= step && old.equals(cookie.expiringAt(earlier));
        }
        return old.equals(cookie);
    }

    private static boolean hasRoom(List<StoredCookie> cookies, StoredCookie more, long most) {
        int bytes = VaultCodec.HEADER_BYTES + more.size();
        for (StoredCookie stored : cookies) {
            bytes += stored.size();
        }
        return cookies.size() < MAX_COOKIES && bytes <= most;
    }

    /** Whether the pool has a cookie of this name that has not expired. */
    boolean holds(String pool, String name, long now) {
        for (StoredCookie stored : cookies) {
            if (stored.isNamed(pool, name) && !stored.cookie().isExpired(now)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the pool has a cookie of this name besides the one that this would replace. */
    boolean holdsBeside(StoredCookie cookie) {
        for (StoredCookie stored : cookies) {
            if (stored.isNamed(cookie.pool(), cookie.name())
                    && !stored.isSame(cookie)
                    && !stored.adopted()) {
                return true;
            }
        }
        return false;
    }

    /** Whether just this cookie is in it with just this value. */
    boolean holdsValue(StoredCookie cookie) {
        int at = indexOf(cookies, cookie);
        return at >= 0 && cookies.get(at).cookie().value().equals(cookie.cookie().value());
    }

    /** Guards the names of the pool's cookies, expired or not. */
    void addNames(String pool, NameReadings readings) {
        for (StoredCookie stored : cookies) {
            if (stored.pool().equals(pool)) {
                readings.add(stored.name());
            }
        }
    }

    /** The Cookie field's value for a request here; null where no cookie goes along. */
    public @Nullable String cookieField(VaultScope scope, long now) {
        if (cookies.isEmpty()) {
            return null;
        }
        List<StoredCookie> sent = new ArrayList<>(cookies.size());
        for (StoredCookie stored : cookies) {
            if (stored.pool().equals(scope.pool())
                    && stored.cookie().goesTo(scope.host(), scope.path(), scope.secure(), now)) {
                sent.add(stored);
            }
        }
        if (sent.isEmpty()) {
            return null;
        }
        sent.sort(SENDING_ORDER);
        StringBuilder field = new StringBuilder();
        for (StoredCookie stored : sent) {
            field.append(field.isEmpty() ? "" : "; ")
                    .append(stored.name())
                    .append('=')
                    .append(stored.cookie().value());
        }
        return field.toString();
    }

    /** How many bytes {@link #encode} makes. */
    public int encodedLength() {
        return VaultCodec.lengthOf(cookies);
    }

    /** As the record keeps it; nothing at all for an empty vault. */
    public byte[] encode() {
        return VaultCodec.encode(cookies);
    }

    /** Reads what {@link #encode} wrote. */
    public static Vault decode(byte[] bytes) throws MalformedVaultException {
        return bytes.length == 0 ? EMPTY : of(VaultCodec.decode(bytes));
    }

    /** Never shows a name or a value. */
    @Override
    public String toString() {
        return "Vault[" + cookies.size() + "]";
    }
}
