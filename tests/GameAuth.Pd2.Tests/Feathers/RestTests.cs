using System.Net;
using System.Text;
using GameAuth.Providers;

namespace GameAuth.Pd2.Tests;

/// <summary>The same calls over REST.</summary>
public class RestTests
{
    private static readonly Uri Base = new("https://api.plain.invalid/v1/");

    [Fact]
    public async Task Each_method_is_the_verb_of_its_own()
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        using Recorder wire = new(HttpStatusCode.OK, "true");
        IFeathers rest = Rest(world, wire);
        FeathersValue data = """{"price":"1 Ist"}""".Json();
        FeathersValue query = """{"$limit":10,"user":{"a":null}}""".Json();
        await rest.FindAsync("market/listing", query, SocketJson.Default.JsonElement, CancellationToken.None);
        await rest.GetAsync("game/stash", "Emu Ada/1", query, SocketJson.Default.JsonElement, CancellationToken.None);
        await rest.CreateAsync("market/listing", data, null, SocketJson.Default.JsonElement, CancellationToken.None);
        await rest.UpdateAsync("market/listing", "a1", data, null, SocketJson.Default.JsonElement, CancellationToken.None);
        await rest.PatchAsync("market/listing", "a1", data, null, SocketJson.Default.JsonElement, CancellationToken.None);
        await rest.PatchAsync("social/message", null, data, query, SocketJson.Default.JsonElement, CancellationToken.None);
        await rest.RemoveAsync("market/listing", "a1", null, SocketJson.Default.JsonElement, CancellationToken.None);
        Assert.Equal(
            [
                "GET https://api.plain.invalid/v1/market/listing?$limit=10&user[a]= ",
                "GET https://api.plain.invalid/v1/game/stash/Emu%20Ada%2F1?$limit=10&user[a]= ",
                """POST https://api.plain.invalid/v1/market/listing {"price":"1 Ist"}""",
                """PUT https://api.plain.invalid/v1/market/listing/a1 {"price":"1 Ist"}""",
                """PATCH https://api.plain.invalid/v1/market/listing/a1 {"price":"1 Ist"}""",
                """PATCH https://api.plain.invalid/v1/social/message?$limit=10&user[a]= {"price":"1 Ist"}""",
                "DELETE https://api.plain.invalid/v1/market/listing/a1 ",
            ],
            wire.Sent);
    }

    [Theory]
    [InlineData(404, """{"name":"NotFound","code":404}""", 404, "NotFound", false)]
    [InlineData(404, "<html>", 404, null, false)]
    [InlineData(500, """{"name":"GeneralError","code":500}""", 500, "GeneralError", true)]
    [InlineData(400, "[]", 400, null, false)]
    [InlineData(401, "", 401, null, false)]
    public async Task An_error_of_any_shape_is_typed(int sent, string body, int? status, string? code, bool isTransient)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        using Recorder wire = new((HttpStatusCode)sent, body);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => Rest(world, wire).CreateAsync());
        Assert.Equal((status, code, isTransient), (error.Status, error.Code, error.IsTransient));
    }

    [Theory]
    [InlineData("<html>nothing here</html>")]
    [InlineData("{")]
    public async Task A_page_of_HTML_is_no_answer(string body)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        using Recorder wire = new(HttpStatusCode.OK, body);
        IFeathers rest = Rest(world, wire);
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => rest.FindAsync());
        Assert.Contains("can not be read", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => rest.CreateAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_be_another_address_is_refused(string id)
    {
        await using SocketWorld world = await SocketWorld.StartAsync();
        using Recorder wire = new(HttpStatusCode.OK, "true");
        await Assert.ThrowsAsync<ArgumentException>(() => Rest(world, wire).GetAsync("game/stash", id, null, SocketJson.Default.JsonElement, CancellationToken.None));
        Assert.Empty(wire.Sent);
    }

    private static FeathersRest Rest(SocketWorld world, Recorder wire)
    {
        HttpClient http = new(wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        return new FeathersRest(new Exchange(http, world.Front.Exchange.Pacer, world.Front.Exchange.Clock, "plain"), account: null, Base, repeatsReads: false);
    }

    private sealed class Recorder(HttpStatusCode status, string body) : HttpMessageHandler
    {
        public List<string> Sent { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent.Add($"{request.Method} {request.RequestUri!.AbsoluteUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken))}");
            return new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8) };
        }
    }
}
