// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.ScalarForm;
import dev.martlet.core.config.Secret;
import dev.martlet.server.config.yaml.Quoted;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text to value, by the type of the component. The one list of scalar types; the schema follows it.
 */
public final class Scalars {
    private final Path folder;

    /** Relative files start at the folder. */
    Scalars(Path folder) {
        this.folder = folder;
    }

    public static boolean isScalar(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || type.isAnnotationPresent(ScalarForm.class)
                || List.of(
                                String.class,
                                Integer.class,
                                Long.class,
                                Double.class,
                                Boolean.class,
                                Duration.class,
                                URI.class,
                                Path.class,
                                Secret.class)
                        .contains(type);
    }

    public static boolean isNumber(Class<?> type) {
        return isWhole(type) || type == double.class || type == Double.class;
    }

    public static boolean isWhole(Class<?> type) {
        return type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class;
    }

    public static boolean isBoolean(Class<?> type) {
        return type == boolean.class || type == Boolean.class;
    }

    /** What a wrong value of this type is told was expected. */
    static String expected(Class<?> type) {
        ScalarForm form = type.getAnnotation(ScalarForm.class);
        if (form != null) {
            return form.expected();
        }
        if (type.isEnum()) {
            return "one of: " + String.join(", ", Words.of(type));
        }
        if (isNumber(type)) {
            return isWhole(type) ? "a whole number" : "a number";
        }
        if (isBoolean(type)) {
            return "true or false";
        }
        if (type == Duration.class) {
            return DurationText.EXPECTED;
        }
        return type == URI.class
                ? "a URL such as http://10.0.0.1:8080"
                : type == Path.class ? "a file" : "text";
    }

    /** The value; {@code shown} stands for the text in messages. Throws {@link BadValue}. */
    Object parse(Class<?> type, String text, String shown) {
        try {
            return convert(type, text);
        } catch (IllegalArgumentException | ArithmeticException | URISyntaxException e) {
            String nearest = type.isEnum() ? Nearest.of(text, Words.of(type)) : null;
            String what = "the value " + Quoted.of(shown) + " is not valid";
            throw new BadValue(what, expected(type), nearest);
        }
    }

    private Object convert(Class<?> type, String text) throws URISyntaxException {
        if (type == String.class) {
            return text;
        }
        if (type.isEnum()) {
            return constant(type, text);
        }
        if (isWhole(type)) {
            return whole(type, text);
        }
        if (isNumber(type)) {
            return decimal(text);
        }
        if (isBoolean(type)) {
            return truth(text);
        }
        if (type == Duration.class) {
            return DurationText.parse(text);
        }
        if (type == Secret.class) {
            return new Secret(text);
        }
        return other(type, text);
    }

    private Object other(Class<?> type, String text) throws URISyntaxException {
        if (type == URI.class) {
            return new URI(text);
        }
        if (type == Path.class) {
            return path(text);
        }
        try {
            return type.getMethod("parse", String.class).invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException
                    || e.getCause() instanceof ArithmeticException) {
                throw new IllegalArgumentException(e.getCause().getMessage(), e);
            }
            throw new IllegalStateException(type + ".parse failed", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no public static parse(String)", e);
        }
    }

    private Path path(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty");
        }
        try {
            return folder.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path", e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (Words.of((Enum<?>) constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("unknown");
    }

    private static Object whole(Class<?> type, String text) {
        if (!text.matches("-?[0-9]{1,18}")) {
            throw new IllegalArgumentException("not a whole number");
        }
        long value = Long.parseLong(text);
        // Not a conditional expression: that would widen both to long.
        if (type == int.class || type == Integer.class) {
            return Math.toIntExact(value);
        }
        return value;
    }

    private static Object decimal(String text) {
        if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?")) {
            throw new IllegalArgumentException("not a number");
        }
        return Double.parseDouble(text);
    }

    private static Object truth(String text) {
        // YAML 1.2 knows True and TRUE as well.
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return text.equalsIgnoreCase("true");
    }

    /** The class behind a type of a component. */
    static Class<?> raw(java.lang.reflect.Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof java.lang.reflect.ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        throw new IllegalStateException(type + ": no type of a configuration record");
    }

    static boolean empty(@Nullable Object value) {
        return value instanceof String text && text.isEmpty();
    }
}
