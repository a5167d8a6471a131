using System.Net;
using System.Text.Json;
using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Http;

/// <summary>A player sees his sessions and ends them, and nobody else's.</summary>
public sealed class OwnSessionsTests
{
    private const string List = "/api/auth/sessions";
    private const string EndOthers = "/api/auth/sessions/end-others";

    public static TheoryData<string, string> Calls => new() { { "GET", List }, { "POST", List + "/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/end" }, { "POST", EndOthers } };

    [Fact]
    public async Task A_player_lists_his_live_sessions_and_ends_all_but_the_one_that_asks()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer own = await client.ExchangeAsync("ada");
        await node.AdvanceAsync(TimeSpan.FromSeconds(1));
        Answer phone = await client.ExchangeAsync("ada");
        await node.AdvanceAsync(TimeSpan.FromSeconds(1));
        Answer native = await client.ExchangeAsync("ada", "native");
        Answer over = await client.ExchangeAsync("ada");
        Answer strangers = await client.ExchangeAsync("bob");
        await client.LogoutAsync(over.CookieToken);
        Answer answer = await client.GetAsync(List, own.AccessToken);
        Assert.Equal((HttpStatusCode.OK, "no-store"), (answer.Status, answer.Header("Cache-Control")));
        JsonElement[] sessions = [.. answer.Json.GetProperty("sessions").EnumerateArray()];
        Assert.Equal([IdOf(phone), IdOf(own)], sessions.Select(static one => one.Text("id")));
        Assert.Equal([false, true], sessions.Select(static one => one.GetProperty("current").GetBoolean()));
        Assert.All(sessions, static one => Assert.Equal(("toy:ada", "active"), (one.Text("subject"), one.Text("status"))));

        // The same player at another provider is another subject.
        Assert.Equal("native:ada", Assert.Single((await client.GetAsync(List, native.AccessToken)).Json.GetProperty("sessions").EnumerateArray()).Text("subject"));
        Answer ended = await PostAsync(client, EndOthers, own.AccessToken);
        Assert.Equal((HttpStatusCode.OK, 1), (ended.Status, ended.Json.GetProperty("ended").GetInt32()));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", phone.AccessToken).StatusAndError());
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(phone.CookieToken).StatusAndError());
        foreach (Answer alive in (Answer[])[own, native, strangers])
        {
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", alive.AccessToken)).Status);
        }

        Assert.Equal(0, (await PostAsync(client, EndOthers, own.AccessToken)).Json.GetProperty("ended").GetInt32());
        SessionEvent told = Assert.IsType<SessionEvent>(node.World.Events.Events.Last(static one => one.Name == SessionEventNames.Ended));
        Assert.Equal((IdOf(phone), EndReasons.Player), (told.Session.ToString(), told.Reason));
        SessionAudit audit = node.Services.GetRequiredService<SessionAudit>();
        Assert.Equal(told.Session, Assert.Single(await audit.ReadAsync(new AuditQuery { Event = SessionEventNames.Ended }), static row => row.Reason == "player").Session);
    }

    [Fact]
    public async Task A_player_ends_one_of_his_sessions_and_no_stranger_does()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer own = await client.ExchangeAsync("ada");
        Answer phone = await client.ExchangeAsync("ada");
        Answer stranger = await client.ExchangeAsync("bob");
        string path = $"{List}/{IdOf(phone)}/end";
        Assert.Equal((HttpStatusCode.NotFound, "invalid_request"), await PostAsync(client, path, stranger.AccessToken).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", phone.AccessToken)).Status);
        foreach (int count in (int[])[1, 0])
        {
            Assert.Equal(count, (await PostAsync(client, path, own.AccessToken)).Json.GetProperty("ended").GetInt32());
            Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync("/api/me", phone.AccessToken).StatusAndError());
        }

        Assert.Equal((HttpStatusCode.NotFound, "invalid_request"), await PostAsync(client, List + "/x/end", own.AccessToken).StatusAndError());

        // His own too, which is a logout.
        Assert.Equal(1, (await PostAsync(client, $"{List}/{IdOf(own)}/end", own.AccessToken)).Json.GetProperty("ended").GetInt32());
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await client.GetAsync(List, own.AccessToken).StatusAndError());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Who_has_no_right_access_token_is_told_as_at_the_api(string method, string path)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        Answer missing = await SendAsync(client, method, path);
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid", "Bearer"), (missing.Status, missing.Error, missing.Header("WWW-Authenticate")));
        Answer wrong = await SendAsync(client, method, path, ("Authorization", $"Bearer {signedIn.AccessToken[..^4]}AAAA"));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), (wrong.Status, wrong.Error));
        Assert.StartsWith("Bearer error=\"invalid_token\"", wrong.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal("token_invalid", (await SendAsync(client, method, path, ("Authorization", $"Bearer {signedIn.CookieToken}"))).Error);
        Assert.Equal("token_invalid", (await SendAsync(client, method, path + "?access_token=" + signedIn.AccessToken)).Error);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", signedIn.AccessToken)).Status);
        await node.AdvanceAsync(TimeSpan.FromMinutes(17));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_expired"), await SendAsync(client, method, path, ("Authorization", $"Bearer {signedIn.AccessToken}")).StatusAndError());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Pages_of_other_origins_may_not(string method, string path)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer signedIn = await client.ExchangeAsync();
        (string, string) token = ("Authorization", $"Bearer {signedIn.AccessToken}");
        Assert.Equal((HttpStatusCode.Forbidden, "origin_forbidden"), await SendAsync(client, method, path, token, ("Origin", "https://evil.example.test")).StatusAndError());
        Answer allowed = await SendAsync(client, method, path, token, ("Origin", ServerWorld.Page));
        Assert.NotEqual("origin_forbidden", allowed.Error);
        Assert.Equal(ServerWorld.Page, allowed.Header("Access-Control-Allow-Origin"));

        // A browser sends the cookie with each request, and Origin with each POST.
        (string, string) cookie = ServerClient.Cookie(signedIn.CookieToken);
        Answer without = await SendAsync(client, method, path, token, cookie, ("Origin", ""));
        Assert.Equal(method == "POST", without.Error == "origin_forbidden");
    }

    private static string IdOf(Answer signedIn) => Jwt.Claims(signedIn.AccessToken).Text("sid");

    private static Task<Answer> PostAsync(ServerClient client, string path, string token) => client.PostAsync(path, null, headers: ("Authorization", $"Bearer {token}"));

    private static Task<Answer> SendAsync(ServerClient client, string method, string path, params (string, string)[] headers) =>
        method == "GET" ? client.GetAsync(path, headers) : client.PostAsync(path, null, headers: headers);
}
