// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;
import dev.martlet.core.config.Matches;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.OneOrMany;
import dev.martlet.core.config.OrNone;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One key of a configuration record: what the binder, the schema and the renderer need to know of
 * the component.
 */
public final class Slot {
    private final RecordComponent component;
    private final String key;
    // Asking by reflection is slow, and a file with a thousand tenants asks a hundred thousand
    // times.
    private final boolean nullable;
    private final @Nullable String defaultText;
    private final @Nullable Pattern pattern;
    private final boolean required;

    Slot(RecordComponent component) {
        this.component = component;
        Key named = component.getAnnotation(Key.class);
        this.key = named == null ? Words.kebab(component.getName()) : named.value();
        AnnotatedType type = component.getAnnotatedType();
        this.nullable = type.isAnnotationPresent(Nullable.class);
        Default text = component.getAnnotation(Default.class);
        this.defaultText = text == null ? null : text.value();
        Matches matches = component.getAnnotation(Matches.class);
        this.pattern = matches == null ? null : Pattern.compile(matches.value());
        boolean hasEmptyForm = (isList() || isMap()) && !has(NonEmpty.class);
        this.required = !nullable && defaultText == null && !hasEmptyForm;
    }

    /** The key as the user writes it. */
    public String key() {
        return key;
    }

    /** The name of the record component. */
    public String name() {
        return component.getName();
    }

    public Type type() {
        return component.getGenericType();
    }

    public boolean isList() {
        return component.getType() == List.class;
    }

    public boolean isMap() {
        return component.getType() == Map.class;
    }

    /** The type of one element of a list or one value of a map; else the type itself. */
    public Type elementType() {
        if (type() instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return arguments[arguments.length - 1];
        }
        return type();
    }

    public boolean nullable() {
        return nullable;
    }

    /** The form of its {@link Matches}; null if there is none. */
    @Nullable Pattern pattern() {
        return pattern;
    }

    public @Nullable String defaultText() {
        return defaultText;
    }

    public @Nullable String doc() {
        Doc doc = component.getAnnotation(Doc.class);
        return doc == null ? null : doc.value();
    }

    /** True if leaving the key out is a problem. */
    public boolean required() {
        return required;
    }

    public boolean oneOrMany() {
        return has(OneOrMany.class);
    }

    public boolean orNone() {
        return has(OrNone.class);
    }

    public boolean has(Class<? extends Annotation> annotation) {
        return component.isAnnotationPresent(annotation);
    }

    public <A extends Annotation> @Nullable A annotation(Class<A> annotation) {
        return component.getAnnotation(annotation);
    }

    /** Reads the component of a record. */
    public @Nullable Object value(Record owner) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " cannot be read", e);
        }
    }
}
