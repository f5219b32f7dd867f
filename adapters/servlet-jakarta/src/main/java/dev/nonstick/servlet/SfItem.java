package dev.nonstick.servlet;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An Item of RFC 9651, or an Inner List, with its parameters.
 *
 * <pre>
 * Integer Long · Decimal BigDecimal · String and Display String String · Token SfToken
 * Byte Sequence byte[] · Boolean Boolean · Date Instant · Inner List List&lt;SfItem&gt;
 * </pre>
 */
final class SfItem {

    final Object value;
    final Map<String, Object> parameters;

    SfItem(Object value, Map<String, Object> parameters) {
        this.value = value;
        this.parameters = parameters;
    }

    @Nullable Object parameter(String key) {
        return parameters.get(key);
    }
}
