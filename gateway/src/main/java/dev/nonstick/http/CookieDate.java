package dev.nonstick.http;

import java.util.Locale;

/**
 * Reads the date of an Expires attribute as browsers do: whatever looks like a time, a day, a month
 * and a year, in any order (RFC 6265bis, section 5.1.1). There is no java.time format for that.
 */
final class CookieDate {
    /** What {@link #parse} says of a text that is no date. */
    static final long NONE = Long.MIN_VALUE;

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private int second = -1;
    private int day = -1;
    private int month = -1;
    private int year = -1;

    private CookieDate() {}

    /** Unix milliseconds, or {@link #NONE}. */
    static long parse(String text) {
        CookieDate date = new CookieDate();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && !isDelimiter(text.charAt(end))) {
                end++;
            }
            if (end > at) {
                date.take(text.substring(at, end));
            }
            at = end + 1;
        }
        return date.millis();
    }

    private static boolean isDelimiter(char c) {
        return c == '\t'
                || (c >= ' ' && c <= '/')
                || (c >= ';' && c <= '@')
                || (c >= '[' && c <= '`')
                || (c >= '{' && c <= '~');
    }

    /** Each kind is taken once, and the kinds are tried in this order. */
    private void take(String token) {
        if (second < 0 && takeTime(token)) {
            return;
        }
        if (day < 0 && digits(token, 0) >= 1 && digits(token, 0) <= 2) {
            day = number(token, 0, digits(token, 0));
        } else if (month < 0 && monthOf(token) >= 0) {
            month = monthOf(token);
        } else if (year < 0 && digits(token, 0) >= 2 && digits(token, 0) <= 4) {
            int written = number(token, 0, digits(token, 0));
            int century = written > 99 ? 0 : written >= 70 ? 1900 : 2000;
            year = century + written;
        }
    }

    /** Hours, minutes and seconds of one or two digits; more may follow that is no digit. */
    private boolean takeTime(String token) {
        int at = 0;
        int sum = 0;
        boolean inRange = true;
        for (int part = 0; part < 3; part++) {
            int length = digits(token, at);
            if (length < 1 || length > 2) {
                return false;
            }
            int value = number(token, at, at + length);
            inRange &= value <= (part == 0 ? 23 : 59);
            sum = sum * 60 + value;
            at += length;
            if (part < 2 && (at >= token.length() || token.charAt(at++) != ':')) {
                return false;
            }
        }
        // a time that no clock shows is taken too, and makes the date fail
        second = inRange ? sum : Integer.MAX_VALUE;
        return true;
    }

    private static int monthOf(String token) {
        if (token.length() < 3) {
            return -1;
        }
        int at = MONTHS.indexOf(token.substring(0, 3).toLowerCase(Locale.ROOT));
        return at >= 0 && at % 3 == 0 ? at / 3 : -1;
    }

    /** How many digits stand here; more than five are not counted. */
    private static int digits(String token, int from) {
        int at = from;
        while (at < token.length() && at - from < 5 && FieldChars.isDigit(token.charAt(at))) {
            at++;
        }
        return at - from;
    }

    private static int number(String token, int from, int to) {
        return Integer.parseInt(token, from, to, 10);
    }

    private long millis() {
        boolean complete = second >= 0 && day >= 1 && month >= 0 && year >= 1601;
        if (!complete || second == Integer.MAX_VALUE || day > lengthOfMonth()) {
            return NONE;
        }
        return (daysBeforeYear() + dayOfYear() - 1) * 86_400_000L + second * 1000L;
    }

    private int lengthOfMonth() {
        return month == 1 && isLeap() ? 29 : DAYS[month];
    }

    private boolean isLeap() {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private int dayOfYear() {
        int days = day;
        for (int i = 0; i < month; i++) {
            days += i == 1 && isLeap() ? 29 : DAYS[i];
        }
        return days;
    }

    /** From 1970-01-01 to the first of January. */
    private long daysBeforeYear() {
        long before = year - 1L;
        return before * 365 + before / 4 - before / 100 + before / 400 - 719_162;
    }
}
