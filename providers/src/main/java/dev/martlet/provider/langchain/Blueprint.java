// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.langchain;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes an object by the builder of its class, and the names and texts of the builder's values. */
final class Blueprint {
    private final String option;
    private final Class<?> type;
    private final Object builder;
    private final Set<String> unknown = new TreeSet<>();
    private final Set<String> set = new HashSet<>();

    /**
     * Finds the class and starts to build.
     *
     * @param option the key of the configuration, for messages
     * @param className of a class with a static {@code builder()}
     * @param loader knows it
     * @throws IllegalArgumentException if there is none
     */
    Blueprint(String option, String className, ClassLoader loader) {
        this.option = option;
        try {
            this.type = Class.forName(className, true, loader);
            Method start = type.getMethod("builder");
            if (!Modifier.isStatic(start.getModifiers())) {
                throw new NoSuchMethodException("builder() is not static");
            }
            this.builder = invoke(start, null, className);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    option + ": " + className + " is not there (expected: a class in one of jars)",
                    e);
        } catch (NoSuchMethodException | IllegalAccessException | LinkageError e) {
            throw new IllegalArgumentException(
                    option
                            + ": "
                            + className
                            + " cannot be built (expected: a public class with a static builder(), and in jars all that it needs): "
                            + e,
                    e);
        }
    }

    /** Sets what the builder knows. */
    void set(Map<String, String> properties) {
        properties.forEach(this::set);
    }

    /** Sets a value unless it was set. */
    void preset(String name, String value) {
        if (!set.contains(name) && !setters(camel(name)).isEmpty()) {
            set(name, value);
        }
    }

    private void set(String name, String value) {
        List<Method> setters = setters(camel(name));
        if (setters.isEmpty()) {
            unknown.add(name);
            return;
        }
        IllegalArgumentException why = null;
        for (Method setter : setters) {
            Class<?> wanted = setter.getParameterTypes()[0];
            try {
                Object converted = PropertyValue.convert(value, wanted);
                invoke(setter, converted, "properties." + name);
                set.add(name);
                return;
            } catch (PropertyValue.UnfitException e) {
                why =
                        new IllegalArgumentException(
                                "properties."
                                        + name
                                        + ": not a value (expected: "
                                        + e.expected()
                                        + ")",
                                e);
            } catch (IllegalAccessException e) {
                why =
                        new IllegalArgumentException(
                                "properties." + name + ": the builder does not let it be set", e);
            }
        }
        throw why;
    }

    /** Those that take a text or number come first. */
    private List<Method> setters(String name) {
        return Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getName().equals(name))
                .filter(method -> method.getParameterCount() == 1)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> PropertyValue.possible(method.getParameterTypes()[0]))
                .sorted(Comparator.comparing(method -> method.getParameterTypes()[0].getName()))
                .toList();
    }

    /** Names of properties that the builder does not have. */
    Set<String> unknown() {
        return unknown;
    }

    /** The names that it has, for messages. */
    Set<String> known() {
        Set<String> names = new TreeSet<>();
        for (Method method : builder.getClass().getMethods()) {
            if (method.getParameterCount() == 1
                    && method.getDeclaringClass() != Object.class
                    && PropertyValue.possible(method.getParameterTypes()[0])) {
                names.add(kebab(method.getName()));
            }
        }
        return names;
    }

    /**
     * Builds.
     *
     * @throws IllegalArgumentException if values are missing, or it is not of the type
     */
    <T> T build(Class<T> wanted) {
        Object built;
        try {
            built = invoke(builder.getClass().getMethod("build"), type.getName());
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalArgumentException(
                    option + ": " + type.getName() + " has a builder without a build()", e);
        }
        if (!wanted.isInstance(built)) {
            throw new IllegalArgumentException(
                    option + ": " + type.getName() + " is no " + wanted.getSimpleName());
        }
        return wanted.cast(built);
    }

    private Object invoke(Method method, @Nullable Object argument, String what)
            throws IllegalAccessException {
        try {
            boolean start = Modifier.isStatic(method.getModifiers());
            // Public methods of builders that are not public classes themselves.
            method.trySetAccessible();
            return start ? method.invoke(null) : method.invoke(builder, argument);
        } catch (InvocationTargetException e) {
            throw refused(what, e);
        }
    }

    private Object invoke(Method build, String what) throws IllegalAccessException {
        try {
            build.trySetAccessible();
            return build.invoke(builder);
        } catch (InvocationTargetException e) {
            throw refused(what, e);
        }
    }

    /** The class alone: what it says may hold the value, which may be a key. */
    private IllegalArgumentException refused(String what, InvocationTargetException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String said =
                cause instanceof NullPointerException || cause instanceof IllegalArgumentException
                        ? " (" + what + " is incomplete or has a wrong value)"
                        : "";
        return new IllegalArgumentException(
                option + ": " + what + ": refused with " + cause.getClass().getSimpleName() + said,
                e);
    }

    private static String camel(String kebab) {
        var camel = new StringBuilder();
        boolean upper = false;
        for (int i = 0; i < kebab.length(); i++) {
            char c = kebab.charAt(i);
            if (c == '-') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }

    private static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
