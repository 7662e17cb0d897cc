// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.ScalarForm;
import dev.martlet.core.config.Secret;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.ScalarKind;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Binds one scalar: placeholders, the form that the type wants, the value, and the rules of its
 * component.
 */
final class ScalarBinder {
    /** Says where a secret is, and nothing of the secret: a placeholder without a default. */
    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*}|file:.+");

    private final ProblemLog log;
    private final Placeholders placeholders;
    private final SecretFiles files;
    private final Scalars types;
    private final Rules rules;
    private final Predicate<String> stored;

    ScalarBinder(
            ProblemLog log,
            Placeholders placeholders,
            SecretFiles files,
            Scalars types,
            Rules rules,
            Predicate<String> stored) {
        this.log = log;
        this.placeholders = placeholders;
        this.files = files;
        this.types = types;
        this.rules = rules;
        this.stored = stored;
    }

    /**
     * The value; null if it is no good (a problem is logged), or if its placeholders left nothing
     * of it.
     */
    @Nullable Object bind(Slot slot, Class<?> type, Node node, String path) {
        try {
            return value(slot, type, node, path);
        } catch (BadValue e) {
            log.add(node.line(), node.column(), path, e.text(), e.expected(), e.nearest());
            return null;
        }
    }

    private @Nullable Object value(Slot slot, Class<?> type, Node node, String path) {
        if (!(node instanceof ScalarNode scalar)) {
            throw new BadValue(node.form() + " does not fit here", Scalars.expected(type));
        }
        if (scalar.kind() == ScalarKind.NULL) {
            throw new BadValue("the value is missing", Scalars.expected(type));
        }
        boolean filled = Placeholders.present(scalar.text());
        String text = filled ? placeholders.fill(scalar.text()) : scalar.text();
        boolean optional = slot.nullable() || slot.defaultText() != null;
        if (filled && text.isEmpty() && optional && !slot.isList() && !slot.isMap()) {
            return null;
        }
        if (!filled) {
            form(type, scalar);
        }
        if (type == Secret.class) {
            if (!REFERENCE.matcher(scalar.text()).matches() && stored.test(path)) {
                log.hide(scalar.text());
                throw new BadValue(
                        "a secret is not kept in an object",
                        "where it is: ${NAME} of the environment, or file:/path");
            }
            return secret(slot, text);
        }
        Object value = types.parse(type, text, scalar.text());
        rules.check(slot, type, value, text, scalar.text());
        return value;
    }

    /**
     * A quoted number is text, and an unquoted one is no text: what YAML makes of it is not left to
     * chance.
     */
    private static void form(Class<?> type, ScalarNode scalar) {
        ScalarForm form = type.getAnnotation(ScalarForm.class);
        ScalarKind kind = scalar.kind();
        boolean fits;
        if (Scalars.isNumber(type)) {
            fits = kind == ScalarKind.NUMBER;
        } else if (Scalars.isBoolean(type)) {
            fits = kind == ScalarKind.BOOLEAN;
        } else {
            fits =
                    kind == ScalarKind.TEXT
                            || (form != null && form.number() && kind == ScalarKind.NUMBER);
        }
        if (!fits) {
            String hint = type == String.class || type == Secret.class ? ", in quotes" : "";
            throw new BadValue(scalar.form() + " does not fit here", Scalars.expected(type) + hint);
        }
    }

    private Object secret(Slot slot, String text) {
        String value =
                text.startsWith("file:") ? files.read(text.substring("file:".length())) : text;
        log.hide(value);
        Secret secret = new Secret(value);
        rules.check(slot, Secret.class, secret, value, "***");
        if (value.isEmpty()) {
            throw new BadValue("the secret is empty", "at least one character");
        }
        return secret;
    }
}
