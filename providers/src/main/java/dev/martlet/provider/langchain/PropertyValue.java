// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes of a text what a builder wants. */
final class PropertyValue {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Map<Class<?>, Class<?>> BOXES =
            Map.of(
                    int.class, Integer.class,
                    long.class, Long.class,
                    double.class, Double.class,
                    float.class, Float.class,
                    boolean.class, Boolean.class);
    private static final Set<Class<?>> KNOWN =
            Set.of(
                    String.class,
                    Integer.class,
                    Long.class,
                    Double.class,
                    Float.class,
                    BigDecimal.class,
                    Boolean.class,
                    Duration.class,
                    URI.class,
                    Path.class);

    private PropertyValue() {}

    /** The text is no such value; it may be a secret, so it is not told. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String expected;

        UnfitException(String expected) {
            super("expected: " + expected, null, false, false);
            this.expected = expected;
        }

        String expected() {
            return expected;
        }
    }

    static boolean possible(Class<?> type) {
        Class<?> boxed = BOXES.getOrDefault(type, type);
        return KNOWN.contains(boxed) || boxed.isEnum() || boxed == List.class;
    }

    static Object convert(String text, Class<?> type) throws UnfitException {
        Class<?> boxed = BOXES.getOrDefault(type, type);
        if (boxed == String.class) {
            return text;
        }
        if (boxed == List.class) {
            return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        }
        if (boxed.isEnum()) {
            return constant(text, boxed);
        }
        if (boxed == Boolean.class) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new UnfitException("true or false");
            }
            return text.equals("true");
        }
        if (boxed == Duration.class) {
            return duration(text);
        }
        try {
            return number(text, boxed);
        } catch (IllegalArgumentException e) {
            throw new UnfitException(expected(boxed));
        }
    }

    private static Object number(String text, Class<?> type) {
        if (type == Integer.class) {
            return Integer.valueOf(text);
        } else if (type == Long.class) {
            return Long.valueOf(text);
        } else if (type == Double.class) {
            return Double.valueOf(text);
        } else if (type == Float.class) {
            return Float.valueOf(text);
        } else if (type == BigDecimal.class) {
            return new BigDecimal(text);
        }
        return type == URI.class ? URI.create(text) : Path.of(text);
    }

    private static String expected(Class<?> type) {
        if (type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        return type == URI.class ? "a URL" : type == Path.class ? "a path" : "a number";
    }

    private static Duration duration(String text) throws UnfitException {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new UnfitException("a duration such as 250ms, 10s, 5m");
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private static Object constant(String text, Class<?> type) throws UnfitException {
        String wanted = text.replace('-', '_').toUpperCase(Locale.ROOT);
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants) {
            if (((Enum<?>) constant).name().equals(wanted)) {
                return constant;
            }
        }
        throw new UnfitException("one of " + Arrays.toString(constants));
    }
}
