// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How Java names are written in the configuration. */
public final class Words {
    private Words() {}

    /**
     * {@code maxEjected} to {@code max-ejected}, {@code LEAST_REQUESTS} to {@code least-requests}.
     */
    public static String kebab(String name) {
        String dashed = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").replace('_', '-');
        return dashed.toLowerCase(Locale.ROOT);
    }

    /** The word for an enum constant. */
    public static String of(Enum<?> constant) {
        try {
            Key key =
                    constant.getDeclaringClass().getField(constant.name()).getAnnotation(Key.class);
            return key == null ? kebab(constant.name()) : key.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The words of an enum in its own order. */
    public static List<String> of(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(c -> of((Enum<?>) c)).toList();
    }
}
