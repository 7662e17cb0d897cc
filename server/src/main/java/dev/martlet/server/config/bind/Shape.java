// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Shorthand;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration record as seen by reflection.
 *
 * @param type the record
 * @param slots its keys in the order of its components
 * @param shorthand the key that a bare scalar stands for
 * @param groups keys that exclude each other
 * @param elsewhere keys that stand in the same mapping and are read by someone else
 */
public record Shape(
        Class<? extends Record> type,
        List<Slot> slots,
        @Nullable Slot shorthand,
        List<OneOf> groups,
        List<String> elsewhere) {

    /** Looks at a record class. Callers that need it often keep it. */
    public static Shape of(Class<? extends Record> type) {
        List<Slot> slots = Arrays.stream(type.getRecordComponents()).map(Slot::new).toList();
        Shorthand shorthand = type.getAnnotation(Shorthand.class);
        Slot target = null;
        for (Slot slot : slots) {
            if (shorthand != null && slot.key().equals(shorthand.value())) {
                target = slot;
            }
        }
        return new Shape(
                type, slots, target, List.of(type.getAnnotationsByType(OneOf.class)), List.of());
    }

    /** The same with keys that someone else reads. */
    Shape beside(List<String> others) {
        return new Shape(type, slots, shorthand, groups, List.copyOf(others));
    }

    /** The keys a user may write. */
    public List<String> keys() {
        return slots.stream().map(Slot::key).toList();
    }

    /** The slot with this key, or null. */
    public @Nullable Slot slot(String key) {
        for (Slot slot : slots) {
            if (slot.key().equals(key)) {
                return slot;
            }
        }
        return null;
    }

    /** The canonical constructor, opened. */
    Constructor<? extends Record> constructor() {
        List<Class<?>> parameters = new ArrayList<>();
        for (var component : type.getRecordComponents()) {
            parameters.add(component.getType());
        }
        try {
            var constructor = type.getDeclaredConstructor(parameters.toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
    }
}
