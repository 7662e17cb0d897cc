// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.validator.CelAstValidator;
import dev.martlet.server.route.Regex;

/**
 * Finds malformed regular expressions when the configuration is loaded, not when the first request
 * comes. The library's own check asks another engine than the one that will run them.
 */
final class RegexLiterals implements CelAstValidator {
    @Override
    public void validate(CelNavigableAst tree, Cel cel, IssuesFactory issues) {
        tree.getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.CALL)
                .map(node -> node.expr().call())
                .filter(call -> call.function().equals("matches"))
                .filter(call -> !call.args().isEmpty())
                // The last argument, whether it is called as a function or on a text.
                .forEach(call -> check(call.args().getLast(), issues));
    }

    private static void check(CelExpr argument, IssuesFactory issues) {
        if (argument.getKind() == Kind.CONSTANT
                && argument.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            try {
                Regex.compile(argument.constant().stringValue());
            } catch (IllegalArgumentException e) {
                issues.addError(argument.id(), String.valueOf(e.getMessage()));
            }
        }
    }
}
