// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import com.google.common.collect.ImmutableSet;
import com.google.re2j.Pattern;
import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.validator.CelAstValidator;
import dev.martlet.server.route.Regex;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The function {@code matches}. Literal expressions are compiled when the configuration is loaded:
 * a malformed one is found before the first request comes, and no request pays for compiling (the
 * library compiles at every call, and checks with another engine than the one that will run).
 */
final class RegexLiterals implements CelAstValidator {
    /** More than any configuration has; what falls out is compiled at every call, as others are. */
    private static final int MAX_LITERALS = 4096;

    private final Map<String, Pattern> compiled = new ConcurrentHashMap<>();

    @Override
    public void validate(CelNavigableAst tree, Cel cel, IssuesFactory issues) {
        tree.getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.CALL)
                .map(node -> node.expr().call())
                .filter(call -> call.function().equals("matches"))
                .filter(call -> !call.args().isEmpty())
                // The last argument, whether it is called as a function or on a text.
                .forEach(call -> compile(call.args().getLast(), issues));
    }

    private void compile(CelExpr argument, IssuesFactory issues) {
        if (argument.getKind() != Kind.CONSTANT
                || argument.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return;
        }
        String source = argument.constant().stringValue();
        try {
            Pattern pattern = Regex.pattern(source);
            // A long life of reloads with ever new expressions must not fill the memory.
            if (compiled.size() >= MAX_LITERALS) {
                compiled.clear();
            }
            compiled.put(source, pattern);
        } catch (IllegalArgumentException e) {
            issues.addError(argument.id(), String.valueOf(e.getMessage()));
        }
    }

    /** What the runtime calls for {@code matches}, both as a function and on a text. */
    @SuppressWarnings("Immutable") // The cache changes no result.
    ImmutableSet<CelFunctionBinding> bindings() {
        return CelFunctionBinding.fromOverloads(
                "matches",
                CelFunctionBinding.from("matches", String.class, String.class, this::matches),
                CelFunctionBinding.from(
                        "matches_string", String.class, String.class, this::matches));
    }

    private boolean matches(String text, String regex) {
        Pattern pattern = compiled.get(regex);
        return (pattern == null ? Regex.pattern(regex) : pattern).matcher(text).find();
    }
}
