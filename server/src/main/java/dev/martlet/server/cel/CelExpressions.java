// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.martlet.core.Condition;
import dev.martlet.core.Expressions;
import dev.martlet.core.KeyExpression;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Expressions in CEL, checked when they are compiled. The variables:
 *
 * <ul>
 *   <li>{@code request.id}, {@code .method}, {@code .protocol} ({@code 1.1} or {@code 2}), {@code
 *       .scheme} (of the client, as far as trusted proxies tell), {@code .host} (lower case,
 *       without port), {@code .path} (as it is sent on), {@code .raw_query} (empty if there is
 *       none), {@code .client} (the caller's address), {@code .listener} (the name of the one that
 *       was reached): texts
 *   <li>{@code request.headers}: text by name in lower case, several lines joined by {@code ", "};
 *       {@code request.query}: first value by name, both decoded
 *   <li>{@code route.name}: not while a route is being looked for
 *   <li>{@code tenant.name}, {@code .parents} (nearest first), {@code key.id}, {@code .method} (the
 *       kind of policy that recognised the caller), {@code .label}, {@code claims} (of a token, by
 *       name): not while a route is being looked for, and absent where they are not known, for
 *       which {@code has(tenant.name)} asks
 *   <li>in the rules of models only: {@code request.model}, {@code .tokens} (of the prompt,
 *       estimated), {@code .turns}, {@code .stream}, {@code .tools}, {@code .images}
 * </ul>
 *
 * <p>A key that a map does not have is an error at run time, and an error refuses the request: ask
 * for it first, as in {@code 'x-user' in request.headers && request.headers['x-user'] == 'ada'}.
 *
 * <p>Every evaluation is bounded: the length of the source, its nesting, the steps of {@code all},
 * {@code exists} and the like, and the size of a regular expression (RE2: linear time).
 */
public final class CelExpressions implements Expressions {
    /** In characters. */
    private static final int MAX_SOURCE = 4096;

    /** Over all loops of one evaluation, nested ones multiplied. */
    private static final int MAX_ITERATIONS = 10_000;

    private static final int MAX_NESTING = 50;

    private static final Set<CelType> KEY_TYPES =
            Set.of(SimpleType.STRING, SimpleType.INT, SimpleType.BOOL);

    private final CelCompiler compiler;
    private final CelValidator validator;
    private final CelRuntime runtime;
    private final CelProblems problems;
    private final Supplier<CelExpressions> models;

    private CelExpressions(
            List<Fields> variables, boolean claims, Supplier<CelExpressions> models) {
        this.models = models;
        var literals = new RegexLiterals();
        CelOptions options =
                CelOptions.current()
                        .maxExpressionCodePointSize(MAX_SOURCE)
                        .maxParseRecursionDepth(MAX_NESTING)
                        .comprehensionMaxIterations(MAX_ITERATIONS)
                        // The runtime below knows no other way.
                        .enableHeterogeneousNumericComparisons(true)
                        .build();
        var types =
                new Types(
                        variables.stream()
                                .<CelType>map(Fields::type)
                                .collect(ImmutableList.toImmutableList()));
        var builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setOptions(options)
                        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                        .setTypeProvider(types);
        for (Fields variable : variables) {
            builder.addVar(variable.variable(), StructTypeReference.create(variable.variable()));
        }
        if (claims) {
            builder.addVar("claims", MapType.create(SimpleType.STRING, SimpleType.DYN));
        }
        this.compiler = builder.build();
        this.runtime =
                CelRuntimeFactory.plannerRuntimeBuilder()
                        .setOptions(options)
                        .setTypeProvider(types)
                        .setStandardFunctions(
                                CelStandardFunctions.newBuilder()
                                        .excludeFunctions(StandardFunction.MATCHES)
                                        .build())
                        .addFunctionBindings(literals.bindings())
                        .build();
        this.validator =
                CelValidatorFactory.standardCelValidatorBuilder(compiler, runtime)
                        .addAstValidators(literals)
                        .build();
        this.problems = new CelProblems(variables, claims ? List.of("claims") : List.of());
    }

    /**
     * Expressions for policies and services: all variables.
     *
     * @return the compiler
     */
    public static CelExpressions standard() {
        return new CelExpressions(
                List.of(Fields.REQUEST, Fields.ROUTE, Fields.TENANT, Fields.KEY),
                true,
                new Models());
    }

    /**
     * Expressions for the {@code when} of a route: without {@code route} and who is calling, which
     * are not known yet.
     *
     * @return the compiler
     */
    public static CelExpressions routing() {
        return new CelExpressions(List.of(Fields.REQUEST), false, new Models());
    }

    @Override
    public Condition condition(String source) {
        return compile(source, Set.of(SimpleType.BOOL), "true or false (bool)");
    }

    @Override
    public Condition modelCondition(String source) {
        return models.get().condition(source);
    }

    /**
     * Compiles a key.
     *
     * @param source the expression; a whole number or a truth value becomes its text
     * @return the key
     * @throws IllegalArgumentException if it does not compile or is nothing of these; the message
     *     says where and why
     */
    @Override
    public KeyExpression key(String source) {
        return compile(source, KEY_TYPES, "string, int or bool");
    }

    private CelExpression compile(String source, Set<CelType> types, String expected) {
        if (source.length() > MAX_SOURCE) {
            throw new IllegalArgumentException(
                    "expression: "
                            + source.length()
                            + " characters (expected: at most "
                            + MAX_SOURCE
                            + ")");
        }
        try {
            CelAbstractSyntaxTree tree = checked(source);
            if (!types.contains(tree.getResultType())) {
                throw new IllegalArgumentException(
                        "1:1: the expression is "
                                + problems.typeName(tree.getResultType())
                                + " (expected: "
                                + expected
                                + ")");
            }
            return new CelExpression(source, runtime.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("expression: " + e.getMessage(), e);
        }
    }

    private CelAbstractSyntaxTree checked(String source) throws CelValidationException {
        CelValidationResult compiled = compiler.compile(source);
        if (!compiled.hasError()) {
            compiled = validator.validate(compiled.getAst());
        }
        if (compiled.hasError()) {
            throw new IllegalArgumentException(problems.describe(compiled.getErrors()));
        }
        return compiled.getAst();
    }

    /** Made when the first rule of a model is compiled. */
    private static final class Models implements Supplier<CelExpressions> {
        private @Nullable CelExpressions made;

        @Override
        public synchronized CelExpressions get() {
            if (made == null) {
                made =
                        new CelExpressions(
                                List.of(
                                        Fields.MODEL_REQUEST,
                                        Fields.ROUTE,
                                        Fields.TENANT,
                                        Fields.KEY),
                                true,
                                this);
            }
            return made;
        }
    }

    /** The types of our variables. */
    private record Types(ImmutableList<CelType> all) implements CelTypeProvider {
        @Override
        public ImmutableList<CelType> types() {
            return all;
        }

        @Override
        public Optional<CelType> findType(String name) {
            return all.stream().filter(type -> type.name().equals(name)).findFirst();
        }
    }
}
