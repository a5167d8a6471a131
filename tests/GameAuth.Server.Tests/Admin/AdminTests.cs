using System.Net;
using System.Text.Json;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Server.Tests.Admin;

public sealed class AdminTests
{
    private const string Sessions = "/api/auth/admin/sessions";

    public static TheoryData<string, string> Calls => new()
    {
        { "GET", Sessions + "?subject=toy:ada" },
        { "GET", Sessions + "/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
        { "GET", "/api/auth/admin/audit" },
        { "POST", Sessions + "/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/end" },
        { "POST", "/api/auth/admin/subjects/end" },
        { "POST", "/api/auth/admin/accounts/end" },
        { "POST", "/api/auth/admin/everything/end" },
        { "POST", "/api/auth/admin/tokens/revoke" },
        { "POST", "/api/auth/admin/subjects/erase" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Who_does_not_fulfil_the_policy_is_refused(string method, string path)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string player = (await client.ExchangeAsync()).AccessToken;
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), await SendAsync(client, method, path, token: null).StatusAndError());
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), await SendAsync(client, method, path, player).StatusAndError());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me", player)).Status);
        Assert.DoesNotContain(node.World.Events.Events, static one => one is AdminEvent);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("nobody")]
    [InlineData(null)]
    public void Without_a_policy_the_start_fails(string? policy)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting().AddAuthorization();
        builder.Services.AddGameAuthServer();
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => builder.Build().MapGameAuthAdmin(policy!));
        Assert.Contains("AddPolicy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_session_server_there_is_nothing_to_administer()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        Assert.Contains("AddGameAuthServer()", Assert.Throws<GameAuthConfigurationException>(() => builder.Build().MapGameAuthAdmin("admins")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_are_listed_with_the_words_of_their_status()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        Answer active = await client.ExchangeAsync("ada");
        Answer revoked = await client.ExchangeAsync("ada");
        await client.LogoutAsync(revoked.CookieToken);
        Answer compromised = await client.ExchangeAsync("ada");
        await client.RefreshAsync((await client.RefreshAsync(compromised.CookieToken)).CookieToken);
        await node.AdvanceAsync(TimeSpan.FromSeconds(11));
        await client.RefreshAsync(compromised.CookieToken);
        JsonElement[] sessions = [.. (await client.GetAsync(Sessions + "?subject=toy:ada", admin)).Json.GetProperty("sessions").EnumerateArray()];
        Assert.Equal(["active", "compromised", "revoked"], sessions.Select(static one => one.Text("status")).Order());
        JsonElement one = Assert.Single(sessions, session => session.Text("id") == Jwt.Claims(active.AccessToken).Text("sid"));
        Assert.Equal(
            ["toy:ada", "toy", "ada", "default", "default", "active"],
            ((string[])["subject", "provider", "provider_subject", "profile", "client_id", "status"]).Select(name => one.Text(name)));
        Assert.Equal("logout", Assert.Single(sessions, static session => session.Text("status") == "revoked").Text("end_reason"));
        Answer found = await client.GetAsync($"{Sessions}/{one.Text("id")}", admin);
        Assert.Equal((HttpStatusCode.OK, one.GetRawText(), "no-store"), (found.Status, found.Text, found.Header("Cache-Control")));
        Assert.Single((await client.GetAsync(Sessions + "?subject=toy:ada&limit=1", admin)).Json.GetProperty("sessions").EnumerateArray());
        Assert.Empty((await client.GetAsync(Sessions + "?subject=nobody", admin)).Json.GetProperty("sessions").EnumerateArray());
    }

    [Theory]
    [InlineData("session")]
    [InlineData("subject")]
    [InlineData("account")]
    [InlineData("everything")]
    [InlineData("token")]
    public async Task What_is_ended_is_refused_from_the_answer_on(string what)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        Answer player = await client.ExchangeAsync("ada");
        JsonElement claims = Jwt.Claims(player.AccessToken);
        (string path, string body) = what switch
        {
            "session" => ($"{Sessions}/{claims.Text("sid")}/end", """{"reason":"cheating"}"""),
            "subject" => ("/api/auth/admin/subjects/end", """{"subject":"toy:ada","reason":"cheating"}"""),
            "account" => ("/api/auth/admin/accounts/end", """{"provider":"toy","provider_subject":"ada","reason":"cheating"}"""),
            "everything" => ("/api/auth/admin/everything/end", """{"reason":"cheating"}"""),
            _ => ("/api/auth/admin/tokens/revoke", $$"""{"jti":"{{claims.Text("jti")}}","reason":"cheating"}"""),
        };
        Answer answer = await PostAsync(client, path, body, admin);
        Assert.Equal((HttpStatusCode.OK, what switch { "token" => 0, "everything" => 2, _ => 1 }), (answer.Status, answer.Json.GetProperty("ended").GetInt32()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", player.AccessToken)).Status);
        Assert.Equal(what == "token" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await client.RefreshAsync(player.CookieToken)).Status);
        if (what != "token")
        {
            Assert.Equal("cheating", Assert.Single(await node.Services.GetRequiredService<SessionDirectory>().ListAsync("toy:ada")).EndReason);
        }
    }

    [Fact]
    public async Task What_began_at_a_time_or_later_is_left()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        Answer old = await client.ExchangeAsync("ada");
        await node.AdvanceAsync(TimeSpan.FromMinutes(1));
        string before = node.World.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", System.Globalization.CultureInfo.InvariantCulture);
        Answer young = await client.ExchangeAsync("ada");
        string admin = await SignInAsync(node);
        Assert.Equal(1, (await PostAsync(client, "/api/auth/admin/subjects/end", $$"""{"subject":"toy:ada","before":"{{before}}"}""", admin)).Json.GetProperty("ended").GetInt32());
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.RefreshAsync(old.CookieToken)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(young.CookieToken)).Status);
    }

    [Fact]
    public async Task A_player_is_erased_with_all_that_is_known_of_him()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        Answer ada = await client.ExchangeAsync("ada");
        Answer bob = await client.ExchangeAsync("bob");
        Answer answer = await PostAsync(client, "/api/auth/admin/subjects/erase", """{"subject":"toy:ada"}""", admin);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.Json.GetProperty("erased").GetInt32() >= 3);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me", ada.AccessToken)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_invalid"), await client.RefreshAsync(ada.CookieToken).StatusAndError());
        Assert.Empty(await node.Services.GetRequiredService<SessionDirectory>().ListAsync("toy:ada"));
        SessionAudit audit = node.Services.GetRequiredService<SessionAudit>();
        Assert.Empty(await audit.ReadAsync(new AuditQuery { AccountHashes = audit.HashesOf("toy:ada") }));
        Assert.NotEmpty(await audit.ReadAsync(new AuditQuery { AccountHashes = audit.HashesOf("toy:bob") }));
        Assert.Equal(HttpStatusCode.OK, (await client.RefreshAsync(bob.CookieToken)).Status);

        // That it was done stays, without whom it was about.
        AuditRow erased = Assert.Single(await audit.ReadAsync(new AuditQuery { Event = AdminEventNames.PlayerErased }));
        Assert.Equal(("toy:root", true), (erased.Actor, erased.AccountHash.IsEmpty));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_player_whose_subject_is_his_own_is_erased_by_his_account_also_when_his_sessions_are_gone(bool areSessionsGone)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        node.World.Toy.Change = static identity => identity with { Subject = "4711" };
        ServerClient client = node.Connect();
        await client.LogoutAsync((await client.ExchangeAsync("ada")).CookieToken);
        node.World.Toy.Change = static identity => identity;
        SessionAudit audit = node.Services.GetRequiredService<SessionAudit>();
        Assert.Equal(2, (await audit.ReadAsync(new AuditQuery { AccountHashes = audit.HashesOf(subject: null, "toy", "ada") })).Count);
        if (areSessionsGone)
        {
            await node.AdvanceAsync(TimeSpan.FromDays(10));
            await node.World.Memory.PruneAsync(1000, default);
            Assert.Empty(await node.Services.GetRequiredService<SessionDirectory>().ListAsync("4711"));
        }

        Answer answer = await PostAsync(client, "/api/auth/admin/subjects/erase", """{"subject":"4711","provider":"toy","provider_subject":"ada"}""", await SignInAsync(node));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(await audit.ReadAsync(new AuditQuery { AccountHashes = audit.HashesOf(subject: null, "toy", "ada") }));
        Assert.Empty(await audit.ReadAsync(new AuditQuery { AccountHashes = audit.HashesOf("4711") }));
    }

    [Fact]
    public async Task Half_an_account_is_nobodys()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        SessionAudit audit = node.Services.GetRequiredService<SessionAudit>();
        Assert.Throws<ArgumentException>(() => audit.HashesOf("a", "toy"));
        Assert.Throws<ArgumentException>(() => audit.HashesOf("a", provider: null, "ada"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await audit.EraseAsync("a", "toy"));
        Assert.Empty((await node.World.Memory.ReadRevocationsAsync(0, 10, default)).Entries);
    }

    [Fact]
    public async Task Section_7_Each_call_is_told_and_is_in_the_audit_whoever_it_was_about()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        string session = Jwt.Claims((await client.ExchangeAsync("ada")).AccessToken).Text("sid");
        await client.GetAsync(Sessions + "?subject=toy:ada", admin);
        await client.GetAsync($"{Sessions}/{session}", admin);
        await PostAsync(client, "/api/auth/admin/tokens/revoke", """{"jti":"abc"}""", admin);
        await PostAsync(client, $"{Sessions}/{session}/end", "{}", admin);
        await PostAsync(client, "/api/auth/admin/subjects/end", "{}", admin);
        await client.GetAsync($"{Sessions}/nothing", admin);
        await client.GetAsync("/api/auth/admin/audit", admin);
        AdminEvent[] told = [.. node.World.Events.Events.OfType<AdminEvent>()];
        Assert.Equal(
            [
                (AdminEventNames.SessionsListed, 1, null), (AdminEventNames.SessionRead, 1, null), (AdminEventNames.AccessTokenRevoked, 0, null), (AdminEventNames.SessionsEnded, 1, null),
                (AdminEventNames.SessionsEnded, 0, "invalid_request"), (AdminEventNames.SessionRead, 0, "invalid_request"), (AdminEventNames.AuditRead, told[^1].Count, null),
            ],
            told.Select(static one => (one.Name, one.Count, one.Refusal)));
        Assert.All(told, static one => Assert.Equal("toy:root", one.Administrator));
        AuditRow[] rows = [.. (await node.Services.GetRequiredService<SessionAudit>().ReadAsync(new AuditQuery())).Where(static row => row.Actor.Length > 0).Reverse()];
        Assert.Equal(told.Select(static one => (one.Name, one.Refusal is null ? "ok" : "refused", one.Refusal ?? "")), rows.Select(static row => (row.Event, row.Result, row.Reason)));
    }

    [Fact]
    public async Task The_audit_is_read_with_a_filter_and_in_pages()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        Answer signedIn = await client.ExchangeAsync("ada");
        for (int i = 0; i < 4; i++)
        {
            signedIn = await client.RefreshAsync(signedIn.CookieToken);
        }

        await client.ExchangeAsync("bob");
        const string path = "/api/auth/admin/audit?subject=toy:ada&event=session.refreshed&limit=3";
        Answer first = await client.GetAsync(path, admin);
        JsonElement[] rows = [.. first.Json.GetProperty("rows").EnumerateArray()];
        Assert.Equal(3, rows.Length);
        Answer second = await client.GetAsync($"{path}&below={first.Json.GetProperty("below").GetInt64()}", admin);
        JsonElement last = Assert.Single(second.Json.GetProperty("rows").EnumerateArray());
        Assert.False(second.Json.TryGetProperty("below", out _));
        Assert.Equal(4, rows.Append(last).Select(static row => row.Text("jti")).Distinct().Count());
        Assert.Equal(Jwt.Claims(signedIn.AccessToken).Text("jti"), rows[0].Text("jti"));
        Assert.Equal(
            ["position", "at", "event", "account_hash", "session", "jti", "ip_hash", "user_agent_hash", "result", "reason", "actor"], rows[0].EnumerateObject().Select(static member => member.Name));
        string byAccount = (await client.GetAsync("/api/auth/admin/audit?provider=toy&provider_subject=ada&event=session.refreshed&limit=3", admin)).Text;
        Assert.Equal(first.Text, byAccount);
        Assert.Empty((await client.GetAsync("/api/auth/admin/audit?subject=toy:ada&to=2001-01-01T00:00:00Z", admin)).Json.GetProperty("rows").EnumerateArray());
    }

    [Theory]
    [InlineData("GET", Sessions, "{}")]
    [InlineData("GET", Sessions + "?subject=", "{}")]
    [InlineData("GET", Sessions + "?subject=a&subject=b", "{}")]
    [InlineData("GET", Sessions + "?subject=a&limit=0", "{}")]
    [InlineData("GET", Sessions + "?subject=a&limit=1001", "{}")]
    [InlineData("GET", Sessions + "?subject=a&limit=+1", "{}")]
    [InlineData("GET", Sessions + "/x", "{}")]
    [InlineData("GET", "/api/auth/admin/audit?session=x", "{}")]
    [InlineData("GET", "/api/auth/admin/audit?provider=toy", "{}")]
    [InlineData("GET", "/api/auth/admin/audit?provider_subject=ada", "{}")]
    [InlineData("GET", "/api/auth/admin/audit?subject=toy:ada&provider=toy", "{}")]
    [InlineData("GET", "/api/auth/admin/audit?from=yesterday", "{}")]
    [InlineData("GET", "/api/auth/admin/audit?from=2027-01-01T00:00:00", "{}")]
    [InlineData("GET", "/api/auth/admin/audit?below=-1", "{}")]
    [InlineData("POST", Sessions + "/x/end", "{}")]
    [InlineData("POST", "/api/auth/admin/subjects/end", """{"subject":1}""")]
    [InlineData("POST", "/api/auth/admin/subjects/end", """{"subject":""}""")]
    [InlineData("POST", "/api/auth/admin/subjects/end", """{"subject":"a","before":"now"}""")]
    [InlineData("POST", "/api/auth/admin/subjects/end", """{"subject":"a","reason":""}""")]
    [InlineData("POST", "/api/auth/admin/subjects/end", """{"subject":"a","subject":"b"}""")]
    [InlineData("POST", "/api/auth/admin/subjects/end", "[]")]
    [InlineData("POST", "/api/auth/admin/accounts/end", """{"provider":"toy"}""")]
    [InlineData("POST", "/api/auth/admin/tokens/revoke", "{}")]
    [InlineData("POST", "/api/auth/admin/everything/end", """{"before":7}""")]
    [InlineData("POST", "/api/auth/admin/subjects/erase", "{}")]
    [InlineData("POST", "/api/auth/admin/subjects/erase", """{"subject":"a","provider":"toy"}""")]
    [InlineData("POST", "/api/auth/admin/subjects/erase", """{"subject":"a","provider_subject":"ada"}""")]
    public async Task A_call_that_is_no_right_one_is_refused_and_ends_nothing(string method, string path, string body)
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        Answer answer = method == "GET" ? await client.GetAsync(path, admin) : await PostAsync(client, path, body, admin);
        Assert.True((int)answer.Status is 400 or 404);
        Assert.Equal("invalid_request", answer.Error);
        Assert.Empty((await node.World.Memory.ReadRevocationsAsync(0, 10, default)).Entries);
        Assert.Equal("invalid_request", Assert.IsType<AdminEvent>(node.World.Events.Events[^1]).Refusal);
    }

    [Fact]
    public async Task Longer_texts_than_a_session_has_are_refused()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        string longest = new('n', 257);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await PostAsync(client, "/api/auth/admin/subjects/end", $$"""{"subject":"{{longest}}"}""", admin).StatusAndError());
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await PostAsync(client, "/api/auth/admin/subjects/end", $$"""{"subject":"a","reason":"{{longest[..65]}}"}""", admin).StatusAndError());
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await client.GetAsync($"{Sessions}?subject={longest}", admin).StatusAndError());
    }

    [Fact]
    public async Task While_the_store_is_down_a_call_says_so_and_is_told_of()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        ServerClient client = node.Connect();
        string admin = await SignInAsync(node);
        (node.World.Faults.Only, node.World.Faults.IsDown) = (nameof(ISessionStore.EndAsync), true);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "temporarily_unavailable"), await PostAsync(client, "/api/auth/admin/everything/end", "{}", admin).StatusAndError());
        Assert.Equal("temporarily_unavailable", Assert.IsType<AdminEvent>(node.World.Events.Events[^1]).Refusal);
    }

    /// <summary>Signs an administrator in.</summary>
    internal static async Task<string> SignInAsync(ServerNode node)
    {
        Func<VerifiedIdentity, VerifiedIdentity> before = node.World.Toy.Change;
        node.World.Toy.Change = static identity => identity with { Claims = new Dictionary<string, string> { ["role"] = "admin" } };
        string token = (await node.Connect().ExchangeAsync("root")).AccessToken;
        node.World.Toy.Change = before;
        return token;
    }

    private static Task<Answer> PostAsync(ServerClient client, string path, string body, string token) => client.PostAsync(path, body, headers: ("Authorization", $"Bearer {token}"));

    private static Task<Answer> SendAsync(ServerClient client, string method, string path, string? token)
    {
        (string, string)[] headers = token is null ? [] : [("Authorization", $"Bearer {token}")];
        return method == "GET" ? client.GetAsync(path, headers) : client.PostAsync(path, "{}", headers: headers);
    }
}
