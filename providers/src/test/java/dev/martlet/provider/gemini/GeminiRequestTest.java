// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.golden.Conversations;
import dev.martlet.provider.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GeminiRequestTest {
    private static final Address ADDRESS = new Address("gemini-2.5-pro", true);

    private final GeminiDialect dialect = new GeminiDialect();
    private final Losses losses = new Losses();

    private static JsonNode json(String json) {
        return Json.read(json.replace('\'', '"'));
    }

    private ChatRequest read(String json) {
        return dialect.readRequest(json(json), ADDRESS);
    }

    private ChatRequest readWith(String more) {
        return read("{'contents':[]," + more + "}");
    }

    private JsonNode write(ChatRequest request) {
        return Json.read(Json.write(dialect.writeRequest(request, losses)));
    }

    private static ChatRequest asking(
            String model, Thinking thinking, List<Tool> tools, Message... messages) {
        return new ChatRequest(
                model,
                false,
                true,
                List.of(messages),
                tools,
                new ToolChoice.Auto(),
                null,
                Sampling.DEFAULT,
                new OutputFormat.Text(),
                thinking,
                null,
                Extras.NONE);
    }

    private static Message message(Role role, Part... parts) {
        return new Message(role, List.of(parts));
    }

    private static Part.ToolCall call(String id) {
        return new Part.ToolCall(id, "f", "{}", null, Extras.NONE);
    }

    private static Part.ToolResult result(String id, Part... content) {
        return new Part.ToolResult(id, null, List.of(content), false, Extras.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'x':1}|contents: missing",
                "{'contents':[{'role':'bot','parts':[]}]}|contents[0].role: unknown",
                "{'contents':[{'parts':[{'text':1}]}]}|contents[0].parts[0].text: a number",
                "{'contents':[{'parts':[{'inline_data':{'mime_type':'a/b'}}]}]}"
                        + "|contents[0].parts[0].inlineData.data: missing",
                "{'contents':[],'generationConfig':{'topK':'x'}}|generationConfig.topK: a string",
                "{'contents':[],'toolConfig':{'functionCallingConfig':{'mode':'X'}}}"
                        + "|toolConfig.functionCallingConfig.mode: unknown",
            })
    void aFaultIsNamedByItsField(String body, String message) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(BadChatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void theAddressTellsModelAndStreaming() {
        ChatRequest request = read("{'contents':[]}");

        assertThat(request.model()).isEqualTo("gemini-2.5-pro");
        assertThat(request.stream()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro,false,/models/gemini-2.5-pro:generateContent",
        "gemini-2.5-pro,true,/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
        "models/a b/c,false,/models/a%20b%2Fc:generateContent",
        "tunedModels/x,false,/tunedModels/x:generateContent",
    })
    void theModelStandsInThePath(String model, boolean stream, String path) {
        assertThat(dialect.path(model, stream)).isEqualTo(path);
    }

    @Test
    void snakeCaseIsReadToo() {
        ChatRequest request =
                read(
                        "{'system_instruction':{'parts':[{'text':'S'}]},'contents':[{'parts':["
                                + "{'inline_data':{'mime_type':'audio/wav','data':'AA=='}},"
                                + "{'file_data':{'mime_type':'video/mp4','file_uri':'u'}}]}],"
                                + "'generation_config':{'max_output_tokens':5,'stop_sequences':['a'],"
                                + "'thinking_config':{'include_thoughts':true}},"
                                + "'tool_config':{'function_calling_config':{'mode':'ANY',"
                                + "'allowed_function_names':['f']}},"
                                + "'tools':[{'function_declarations':[{'name':'f'}]}]}");

        assertThat(request.messages().getFirst().role()).isEqualTo(Role.SYSTEM);
        assertThat(request.messages().getLast().parts())
                .containsExactly(
                        new Part.Audio(new Media.Inline("audio/wav", "AA=="), "wav", Extras.NONE),
                        new Part.Video(new Media.Remote("u", "video/mp4"), Extras.NONE));
        assertThat(request.sampling().maxOutputTokens()).isEqualTo(5);
        assertThat(request.sampling().stop()).containsExactly("a");
        assertThat(request.thinking()).isEqualTo(new Thinking(true, null, null, true));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(request.extras().isEmpty()).isTrue();
    }

    @Test
    void whatTheHubHasNoWordForGoesBackWhereItStood() {
        String body =
                "{'contents':[{'role':'model','parts':[{'executableCode':{'code':'1+1'}}]},"
                        + "{'role':'user','parts':[{'fileData':{'mimeType':'video/mp4',"
                        + "'fileUri':'u'},'videoMetadata':{'fps':5}}]}],"
                        + "'tools':[{'functionDeclarations':[{'name':'f','behavior':'BLOCKING'}]},"
                        + "{'googleSearch':{}}],"
                        + "'toolConfig':{'functionCallingConfig':{'mode':'ANY',"
                        + "'allowedFunctionNames':['f','g']},'retrievalConfig':{'languageCode':'de'}},"
                        + "'generationConfig':{'seed':7,'candidateCount':2,'responseLogprobs':true,"
                        + "'logprobs':3,'mediaResolution':'MEDIA_RESOLUTION_LOW'},"
                        + "'safetySettings':[{'category':'c','threshold':'t'}],"
                        + "'cachedContent':'cachedContents/1'}";

        ChatRequest request = read(body);

        assertThat(write(request)).isEqualTo(json(body));
        assertThat(losses.refused()).isEmpty();
        request.extras().write(Json.object(), "other", losses);
        assertThat(losses.refused())
                .contains(
                        "generationConfig.mediaResolution",
                        "safetySettings",
                        "cachedContent",
                        "toolConfig.retrievalConfig");
    }

    @Test
    void callsWithoutIdsGetThemAndResultsFindThem() {
        ChatRequest request =
                read(
                        "{'contents':[{'role':'model','parts':["
                                + "{'functionCall':{'name':'f','args':{'n':1}}},"
                                + "{'functionCall':{'name':'g'}},"
                                + "{'functionCall':{'name':'f','args':{'n':2}}}]},"
                                + "{'role':'user','parts':["
                                + "{'functionResponse':{'name':'f','response':{'output':'1'}}},"
                                + "{'functionResponse':{'name':'f','response':{'a':2}}},"
                                + "{'functionResponse':{'name':'g','response':{'error':'no'}}},"
                                + "{'text':'Go on'}]}]}");

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.ASSISTANT, Role.TOOL, Role.USER);
        List<Part> calls = request.messages().getFirst().parts();
        List<Part> results = request.messages().get(1).parts();
        assertThat(results)
                .containsExactly(
                        new Part.ToolResult(
                                ((Part.ToolCall) calls.get(0)).id(),
                                "f",
                                List.of(new Part.Text("1")),
                                false,
                                Extras.NONE),
                        new Part.ToolResult(
                                ((Part.ToolCall) calls.get(2)).id(),
                                "f",
                                List.of(new Part.Text("{\"a\":2}")),
                                false,
                                Extras.NONE),
                        new Part.ToolResult(
                                ((Part.ToolCall) calls.get(1)).id(),
                                "g",
                                List.of(new Part.Text("no")),
                                true,
                                Extras.NONE));
        assertThat(calls).extracting(part -> ((Part.ToolCall) part).id()).doesNotHaveDuplicates();
    }

    @Test
    void resultsOfOneTurnStandTogetherAndNameTheirTool() {
        JsonNode contents =
                write(
                                asking(
                                        "m",
                                        null,
                                        List.of(),
                                        message(Role.ASSISTANT, call("a"), call("b")),
                                        message(Role.TOOL, result("a", new Part.Text("{\"x\":1}"))),
                                        message(
                                                Role.TOOL,
                                                result(
                                                        "b",
                                                        new Part.Text("see"),
                                                        new Part.Image(
                                                                new Media.Inline(
                                                                        "image/png", "AA=="),
                                                                null,
                                                                Extras.NONE)))))
                        .path("contents");

        assertThat(contents.path(1).path("parts"))
                .isEqualTo(
                        json(
                                "[{'functionResponse':{'id':'a','name':'f','response':{'x':1}}},"
                                        + "{'functionResponse':{'id':'b','name':'f',"
                                        + "'response':{'output':'see'},'parts':[{'inlineData':"
                                        + "{'mimeType':'image/png','data':'AA=='}}]}}]"));
    }

    @Test
    void resultsStandInTheOrderOfTheirCalls() {
        JsonNode contents =
                write(
                                asking(
                                        "m",
                                        null,
                                        List.of(),
                                        message(Role.ASSISTANT, call("a"), call("b")),
                                        message(Role.TOOL, result("b", new Part.Text("2"))),
                                        message(Role.TOOL, result("a", new Part.Text("1")))))
                        .path("contents");

        assertThat(contents.path(1).path("parts"))
                .extracting(part -> part.at("/functionResponse/id").asString())
                .containsExactly("a", "b");
    }

    @Test
    void callsOfOtherModelsAreExcusedFromTheSignature() {
        Message turn = message(Role.ASSISTANT, call("a"), call("b"));

        JsonNode newer = write(asking("gemini-3-pro", null, List.of(), turn));
        JsonNode older = write(asking("gemini-2.5-pro", null, List.of(), turn));

        assertThat(newer.at("/contents/0/parts/0/thoughtSignature").stringValue())
                .isEqualTo("skip_thought_signature_validator");
        assertThat(newer.at("/contents/0/parts/1").has("thoughtSignature")).isFalse();
        assertThat(older.at("/contents/0/parts/0").has("thoughtSignature")).isFalse();
    }

    @Test
    void aSignatureGoesBackOnThePartThatItCameWith() {
        String body =
                "{'contents':[{'role':'model','parts':[{'text':'a','thought':true},"
                        + "{'text':'b','thoughtSignature':'c2ln'},"
                        + "{'inlineData':{'mimeType':'image/png','data':'AA=='},"
                        + "'thoughtSignature':'c2lu'}]}]}";

        ChatRequest request = read(body);

        assertThat(request.messages().getFirst().parts()).hasSize(5);
        assertThat(write(request)).isEqualTo(json(body));
    }

    @Test
    void aThoughtOfAnotherProviderIsRestoredFromThePiecesOfAStream() {
        String carried =
                new CarriedThought("anthropic-messages", null, "sig", null, null, true).text();

        ChatRequest request =
                read(
                        "{'contents':[{'role':'model','parts':[{'text':'It ','thought':true},"
                                + "{'text':'is.','thought':true},"
                                + "{'text':'','thought':true,'thoughtSignature':'"
                                + carried
                                + "'},{'text':'Yes'}]}]}");

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning(
                                "It is.",
                                true,
                                "sig",
                                null,
                                null,
                                "anthropic-messages",
                                Extras.NONE),
                        new Part.Text("Yes"));
        assertThat(write(request).at("/contents/0/parts")).isEqualTo(json("[{'text':'Yes'}]"));
        assertThat(losses.refused()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gemini-2.5-pro|low|-|{'thinkingBudget':2048}",
                "gemini-3-pro|low|-|{'thinkingLevel':'LOW'}",
                "gemini-3-pro|xhigh|-|{'thinkingLevel':'HIGH'}",
                "gemini-3-pro|-|500|{'thinkingBudget':500}",
                "gemini-2.5-pro|-|-|{}",
            })
    void aModelIsAskedToThinkInTheWayItKnows(
            String model, String effort, Integer budget, String config) {
        var thinking = new Thinking(true, effort, budget, null);

        assertThat(write(asking(model, thinking, List.of())).at("/generationConfig/thinkingConfig"))
                .isEqualTo(json(config));
    }

    @Test
    void thinkingIsReadInAllItsForms() {
        assertThat(thinking("{'thinkingBudget':0}"))
                .isEqualTo(new Thinking(false, null, null, null));
        assertThat(thinking("{'thinkingBudget':-1}"))
                .isEqualTo(new Thinking(true, null, null, null));
        assertThat(thinking("{'thinkingLevel':'LOW','includeThoughts':false}"))
                .isEqualTo(new Thinking(true, "low", null, false));
        assertThat(
                        write(asking("gemini-2.5-pro", thinking("{'thinkingBudget':0}"), List.of()))
                                .at("/generationConfig/thinkingConfig/thinkingBudget")
                                .intValue(-1))
                .isZero();
    }

    private Thinking thinking(String config) {
        return readWith("'generationConfig':{'thinkingConfig':" + config + "}").thinking();
    }

    @Test
    void strictToolsAreAskedForByTheModeThatKeepsToSchemas() {
        var strict = new Tool.Function("f", null, Conversations.CITY, true, Extras.NONE);

        JsonNode body = write(asking("m", null, List.of(strict)));

        assertThat(body.at("/toolConfig/functionCallingConfig/mode").stringValue())
                .isEqualTo("VALIDATED");
        assertThat(dialect.readRequest(body, ADDRESS).tools()).containsExactly(strict);
    }

    @Test
    void theFormOfTheAnswerIsRead() {
        assertThat(readWith("'generationConfig':{'responseMimeType':'application/json'}").format())
                .isEqualTo(new OutputFormat.JsonObject());
        assertThat(
                        readWith(
                                        "'generationConfig':{'responseMimeType':'application/json',"
                                                + "'responseSchema':{'type':'OBJECT','properties':"
                                                + "{'a':{'type':'STRING'}}}}")
                                .format())
                .isEqualTo(
                        new OutputFormat.JsonSchema(
                                "response",
                                null,
                                json("{'type':'object','properties':{'a':{'type':'string'}}}"),
                                null));
        assertThat(
                        readWith("'generationConfig':{'responseMimeType':'text/x.enum'}")
                                .extras()
                                .fields())
                .containsOnlyKeys("generationConfig.responseMimeType");
    }

    @Test
    void whatTheDialectCannotSayIsTold() {
        var sampling =
                new Sampling(
                        null, null, null, null, List.of(), 1L << 40, null, null, null, null, null);
        var image = new Part.Image(new Media.Uploaded("file-1"), "low", Extras.NONE);
        var builtin = new Tool.Builtin("other", "tools[0]", json("{'type':'y'}"));
        var request =
                new ChatRequest(
                        "m",
                        false,
                        true,
                        List.of(
                                new Message(Role.USER, List.of(image), "Bob", Extras.NONE),
                                message(Role.USER, new Part.Text("x")),
                                message(Role.SYSTEM, new Part.Text("late"))),
                        List.of(builtin),
                        new ToolChoice.Auto(),
                        false,
                        sampling,
                        new OutputFormat.Text(),
                        null,
                        "user-1",
                        Extras.NONE);

        JsonNode body = write(request);

        assertThat(losses.refused())
                .containsExactly(
                        "messages[0]: name of the speaker",
                        "messages[0]: image detail",
                        "messages[0]: image by file id",
                        "messages[2]: system message after the beginning",
                        "tools[0]",
                        "seed",
                        "parallel_tool_calls");
        assertThat(losses.hints()).containsExactly("user");
        assertThat(body.at("/systemInstruction/parts/0/text").stringValue()).isEqualTo("late");
    }

    @Test
    void anOpenApiSchemaIsReadAsJsonSchema() {
        Tool tool =
                readWith(
                                "'tools':[{'functionDeclarations':[{'name':'f','parameters':{"
                                        + "'type':'OBJECT','propertyOrdering':['b','a'],'properties':{"
                                        + "'a':{'type':'ARRAY','items':{'type':'NUMBER'},"
                                        + "'maxItems':'5','example':[1]},"
                                        + "'b':{'type':'STRING','nullable':true,'format':'enum',"
                                        + "'enum':['x']}}}}]}]")
                        .tools()
                        .getFirst();

        JsonNode schema = ((Tool.Function) tool).parameters();

        assertThat(Json.text(schema))
                .isEqualTo(
                        Json.text(
                                json(
                                        "{'type':'object','properties':{"
                                                + "'b':{'type':['string','null'],'enum':['x']},"
                                                + "'a':{'type':'array','items':{'type':'number'},"
                                                + "'maxItems':5,'examples':[[1]]}}}")));
    }

    @Test
    void jsonSchemaIsWrittenAsOpenApiAndWhatIsLostIsTold() {
        var function =
                new Tool.Function(
                        "f",
                        null,
                        json(
                                "{'$schema':'s','type':'object','additionalProperties':false,"
                                        + "'$defs':{'p':{'type':'string','pattern':'a'},"
                                        + "'loop':{'items':{'$ref':'#/$defs/loop'}}},"
                                        + "'properties':{'a':{'type':['integer','null']},"
                                        + "'b':{'$ref':'#/$defs/p','description':'d'},"
                                        + "'c':{'const':'x'},"
                                        + "'d':{'anyOf':[{'type':'string'},{'type':'null'}]},"
                                        + "'e':{'oneOf':[{'type':'string'},{'type':'number'}]},"
                                        + "'f':{'type':'string','format':'uri'},"
                                        + "'g':{'type':'number','exclusiveMinimum':0},"
                                        + "'h':{'enum':[1,2]},"
                                        + "'i':{'$ref':'#/$defs/loop'},"
                                        + "'j':{'allOf':[{'type':'string'}]}}}"),
                        null,
                        Extras.NONE);

        JsonNode body =
                new GeminiDialect(SchemaForm.OPENAPI)
                        .writeRequest(asking("m", null, List.of(function)), losses);
        ObjectNode schema =
                (ObjectNode) body.at("/tools/0/functionDeclarations/0/parameters/properties");
        schema.remove("i");

        assertThat(schema)
                .isEqualTo(
                        json(
                                "{'a':{'nullable':true,'type':'INTEGER'},"
                                        + "'b':{'type':'STRING','pattern':'a','description':'d'},"
                                        + "'c':{'enum':['x'],'type':'STRING'},"
                                        + "'d':{'nullable':true,'type':'STRING'},"
                                        + "'e':{'anyOf':[{'type':'STRING'},{'type':'NUMBER'}]},"
                                        + "'f':{'type':'STRING'},"
                                        + "'g':{'type':'NUMBER'},'h':{},"
                                        + "'j':{'type':'STRING'}}"));
        assertThat(losses.refused())
                .hasSize(4)
                .contains(
                        "tools[0].parameters.properties.f.format",
                        "tools[0].parameters.properties.g.exclusiveMinimum",
                        "tools[0].parameters.properties.h.enum")
                .anyMatch(path -> path.endsWith(".$ref"));
    }

    @Test
    void tokensAreCountedOfAWholeRequest() {
        JsonNode body =
                json(
                        "{'generateContentRequest':{'model':'models/gemini-2.5-pro',"
                                + "'systemInstruction':{'parts':[{'text':'S'}]},"
                                + "'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}}");

        ChatRequest request = TokenCount.readRequest(body, ADDRESS);

        assertThat(TokenCount.writeRequest(request, losses)).isEqualTo(body);
        assertThat(TokenCount.readRequest(json("{'contents':[]}"), ADDRESS).messages()).isEmpty();
        assertThat(TokenCount.path("m")).isEqualTo("/models/m:countTokens");
        assertThat(TokenCount.readReply(TokenCount.writeReply(42))).isEqualTo(42);
    }
}
