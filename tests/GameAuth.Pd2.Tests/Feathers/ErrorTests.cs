using GameAuth.Providers;

namespace GameAuth.Pd2.Tests;

public class ErrorTests
{
    [Theory]
    [InlineData("""[{"name":"NotFound","message":"m","code":404,"className":"not-found","errors":{}}]""", 404, "NotFound", false)]
    [InlineData("""[{"name":"NotFound"}]""", 404, "NotFound", false)]
    [InlineData("""[{"name":"Forbidden","code":"403"}]""", 403, "Forbidden", false)]
    [InlineData("""[{"name":"BadRequest","code":400},null]""", 400, "BadRequest", false)]
    [InlineData("""[{"name":"GeneralError","code":500}]""", 500, "GeneralError", true)]
    [InlineData("""[{"name":"Timeout","code":408}]""", 408, "Timeout", true)]
    [InlineData("""[{"name":"CastError","code":"E_CAST","stack":"at x"}]""", null, "CastError", false)]
    [InlineData("""[{"name":"MongoError","code":11000}]""", null, "MongoError", false)]
    [InlineData("""[{"message":"only this"}]""", null, null, false)]
    [InlineData("""[{}]""", null, null, false)]
    [InlineData("""["text"]""", null, null, false)]
    [InlineData("""[false]""", null, null, false)]
    [InlineData("""[{"name":"evil\u001b[31m","code":400}]""", 400, null, false)]
    public async Task An_error_of_any_shape_is_typed(string answer, int? status, string? code, bool isTransient)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers(answer);
        FeathersConnection connection = await world.OpenAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => connection.CreateAsync());
        Assert.Equal((status, code, isTransient, "plain", "create market/listing"), (error.Status, error.Code, error.IsTransient, error.Provider, error.Step));
    }

    [Theory]
    [InlineData("""[{"name":"TooManyRequests","code":429}]""", 5)]
    [InlineData("""[{"name":"TooManyRequests","code":429,"data":{"retryAfter":42}}]""", 42)]
    public async Task A_limit_says_when_to_come_back_and_holds_its_scope(string answer, int seconds)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers(answer);
        FeathersConnection connection = await world.OpenAsync(static settings => settings with { Pace = static _ => new PaceRequest(["plain/game"], FailFast: true) });
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => connection.FindAsync());
        Assert.Equal((world.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds), true), (error.RetryAt, error.WasSent));
        Assert.False((await Assert.ThrowsAsync<ThrottledException>(() => connection.FindAsync())).WasSent);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_gateway_s_word_leaves_a_write_unknown_and_a_read_failed(int code)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers($"[{{\"name\":\"BadGateway\",\"code\":{code}}}]");
        FeathersConnection connection = await world.OpenAsync();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => connection.CreateAsync());
        Assert.True((await Assert.ThrowsAsync<ProviderException>(() => connection.FindAsync())).IsTransient);
    }

    [Fact]
    public async Task An_answer_of_another_shape_is_typed_and_what_it_holds_is_not_told()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        world.Server.Script = ScriptedServer.Answers("""[null,{"Name":["synthetic-secret"],"Number":1}]""");
        FeathersConnection connection = await world.OpenAsync();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(
            () => connection.FindAsync("market/listing", query: null, SocketJson.Default.Sample, CancellationToken.None));
        Assert.DoesNotContain("synthetic-secret", error.ToString(), StringComparison.Ordinal);
        Assert.Null(error.InnerException);
    }
}
