using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The page for administrators: who may see it, what it shows, what it ends, and that no text of others is markup.</summary>
public class AdminTests : GatewayTest
{
    internal const string Page = "https://gateway.example.test/hytale-gateway/admin";
    private static readonly Regex Hidden = new("name=\"(__RequestVerificationToken)\" value=\"([^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(5));

    [Fact]
    public async Task It_is_for_who_fulfils_the_policy_alone_and_has_no_script()
    {
        await using GatewayWorld world = await StartAsync(setup: Admin());
        Assert.Equal(401, (await GetAsync(world, Page, admin: null)).Status);
        Assert.Equal(403, (await GetAsync(world, Page, admin: "player")).Status);
        Assert.Equal(401, (await GetAsync(world, Page + "/export", admin: null)).Status);
        HttpRequestMessage foreign = new(HttpMethod.Get, Page) { Headers = { { "X-Test-User", "admin" }, { "Origin", "https://evil.example" } } };
        Assert.Equal((403, ""), (await world.SendAsync(foreign)) is { } refused ? (refused.Status, refused.Raw) : default);
        Answer page = await GetAsync(world, Page);
        Assert.Equal((200, "text/html; charset=utf-8", "no-store, no-cache", "nosniff"), (page.Status, page.Headers["Content-Type"], page.Headers["Cache-Control"], page.Headers["X-Content-Type-Options"]));
        Assert.Matches("^default-src 'none'; style-src 'nonce-[A-Za-z0-9+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$", page.Headers["Content-Security-Policy"]);
        Assert.DoesNotContain("<script", page.Raw, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    public async Task Without_a_policy_the_start_fails(string policy)
    {
        GatewayNodeSetup setup = Admin() with { Endpoints = app => app.MapHytaleGatewayAdmin(policy) };
        GameAuthConfigurationException failure = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(setup: setup));
        Assert.Contains("needs a policy", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_shows_accounts_sessions_and_the_audit_and_filters()
    {
        await using GatewayWorld world = await StartAsync(setup: Admin());
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        Answer all = await GetAsync(world, Page);
        Assert.Contains(GatewayWorld.Owner, all.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain(id, all.Raw, StringComparison.Ordinal);
        Answer one = await GetAsync(world, $"{Page}?owner={GatewayWorld.Owner}&event={HytaleGatewayEventNames.SessionCreated}");
        Assert.Contains(id, one.Raw, StringComparison.Ordinal);
        Assert.Equal((1, 0), (Cells(one, HytaleGatewayEventNames.SessionCreated), Cells(one, HytaleGatewayEventNames.TokenCreated)));
        Answer other = await GetAsync(world, $"{Page}?owner=f47ac10b-58cc-4372-a567-0e02b2c3d479");
        Assert.Equal(0, Cells(other, HytaleGatewayEventNames.SessionCreated));
        foreach (string wrong in (string[])["owner=x", "event=x", "result=x", "from=x", "below=0", "owner=a&owner=b"])
        {
            Assert.Equal(400, (await GetAsync(world, $"{Page}?{wrong}")).Status);
        }

        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Access);
        world.Emulator.Hytale.ForgetNow(HytaleTokenKind.Refresh);
        await world.PostAsync("/profiles", bearer: caller.Access);
        Assert.Contains("SignInRequired", (await GetAsync(world, $"{Page}?owner={GatewayWorld.Owner}")).Raw, StringComparison.Ordinal);
        Answer export = await GetAsync(world, $"{Page}/export?owner={GatewayWorld.Owner}");
        Assert.Equal("application/x-ndjson", export.Headers["Content-Type"]);
        Assert.StartsWith("attachment", export.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Contains(export.Raw.Split('\n'), static line => line.Contains($"\"event\":\"{HytaleGatewayEventNames.SessionCreated}\"", StringComparison.Ordinal));
        Assert.DoesNotContain(caller.Access, export.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_a_session_and_callers_only_with_the_token_of_its_form()
    {
        await using GatewayWorld world = await StartAsync(setup: Admin());
        Caller caller = await world.SignInAsync();
        (string id, _) = await world.NewSessionAsync(caller);
        string row = (await world.FindSessionAsync(id))!.Id;
        Answer page = await GetAsync(world, $"{Page}?owner={GatewayWorld.Owner}");
        string cookie = page.Headers["Set-Cookie"].Split(';')[0];
        Match hidden = Hidden.Match(page.Raw);
        (string, string) field = (hidden.Groups[1].Value, WebUtility.HtmlDecode(hidden.Groups[2].Value));
        Assert.Equal(400, (await PostAsync(world, "/session/end", cookie, ("session", row))).Status);
        Assert.Equal(400, (await PostAsync(world, "/session/end", "", field, ("session", row))).Status);
        Assert.Equal(400, (await PostAsync(world, "/session/end", cookie, field, ("session", row), ("more", new string('x', 16 * 1024)))).Status);
        Assert.Equal(400, (await PostAsync(world, "/session/end", cookie, [field, ("session", row), .. Enumerable.Repeat(("a", ""), 2000)])).Status);
        MultipartFormDataContent parts = new() { { new StringContent(field.Item2), field.Item1 }, { new StringContent(row), "session" } };
        Assert.Equal(400, (await PostAsync(world, "/session/end", cookie, parts)).Status);
        Assert.Single(world.Emulator.Hytale.Sessions);
        Answer ended = await PostAsync(world, "/session/end", cookie, field, ("session", row));
        Assert.Equal((303, $"/hytale-gateway/admin?owner={GatewayWorld.Owner}"), (ended.Status, ended.Headers["Location"]));
        Assert.Empty(world.Emulator.Hytale.Sessions);
        Assert.Equal(404, (await world.PostAsync("/game-session/refresh", GatewayWorld.Body("session_id", id), caller.Access)).Status);
        Assert.Equal(303, (await PostAsync(world, "/callers/end", cookie, field, ("owner", GatewayWorld.Owner))).Status);
        Assert.Equal(401, (await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", caller.Refresh))).Status);
        IReadOnlyList<AuditRow> rows = await world.Services().GetRequiredService<SessionAudit>().ReadAsync(new AuditQuery());
        Assert.Contains(rows, static row => row is { Event: HytaleGatewayEventNames.SessionDeleted, Reason: EndReasons.Admin, Actor: "admin" });
        Assert.Contains(rows, static row => row is { Event: HytaleGatewayEventNames.TokenDeleted, Reason: EndReasons.Admin, Actor: "admin" });
    }

    [Fact]
    public async Task A_store_that_is_down_is_503_and_an_end_that_failed_does_not_look_done()
    {
        await using GatewayWorld world = await StartAsync(setup: Admin());
        Caller caller = await world.SignInAsync();
        Answer page = await GetAsync(world, Page);
        string cookie = page.Headers["Set-Cookie"].Split(';')[0];
        Match hidden = Hidden.Match(page.Raw);
        (string, string) field = (hidden.Groups[1].Value, WebUtility.HtmlDecode(hidden.Groups[2].Value));
        (world.Faults.IsDown, world.Faults.Only) = (true, nameof(ISessionStore.EndAsync));
        Assert.Equal(503, (await PostAsync(world, "/callers/end", cookie, field, ("owner", GatewayWorld.Owner))).Status);
        world.Faults.Only = null;
        Assert.Equal(503, (await GetAsync(world, Page)).Status);
        Assert.Equal(503, (await GetAsync(world, Page + "/export")).Status);
        world.Faults.IsDown = false;
        Assert.Equal(200, (await world.PostAsync("/refresh", GatewayWorld.Body("refresh_token", caller.Refresh))).Status);
    }

    [Fact]
    public async Task Hostile_names_and_user_agents_are_text_that_is_short_and_keeps_its_direction()
    {
        string[] names = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "evil\u202Etxt.exe\u2066\u200B", new string('A', 10 * 1024)];
        await using GatewayWorld world = await StartAsync(
            hytale =>
            {
                for (int i = 0; i < names.Length; i++)
                {
                    hytale.Accounts.Add(new EmulatedHytaleAccount
                    {
                        Owner = $"a1000000-0000-4000-8000-{i:d12}", Profiles = [new EmulatedHytaleProfile { Uuid = $"a2000000-0000-4000-8000-{i:d12}", Username = names[i] }],
                    });
                }
            },
            static gateway => gateway.PlainAudit = true, setup: Admin());
        for (int i = 0; i < names.Length; i++)
        {
            Caller caller = await world.SignInAsync($"a1000000-0000-4000-8000-{i:d12}");
            await world.PostAsync("/game-session/delete", GatewayWorld.Body("session_id", "x"), caller.Access, headers: ("User-Agent", names[i].Replace("\u202E", "", StringComparison.Ordinal)));
        }

        Answer page = await GetAsync(world, Page);
        Assert.Equal(200, page.Status);
        Assert.True(Cells(page, HytaleGatewayEventNames.SessionDeleted) == names.Length, page.Raw);
        Assert.DoesNotContain("<script", page.Raw, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page.Raw, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(new string('A', 300), page.Raw, StringComparison.Ordinal);
        string text = WebUtility.HtmlDecode(page.Raw);
        Assert.DoesNotContain(text, static one => char.GetUnicodeCategory(one) == System.Globalization.UnicodeCategory.Format);
        Assert.Contains("<script>alert(1)</script>", text, StringComparison.Ordinal);
    }

    internal static GatewayNodeSetup Admin() => new(
        static services =>
        {
            services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null);
            services.AddAuthorization(static authorization => authorization.AddPolicy("admins", static policy => policy.RequireClaim("sub", "admin")));
            services.AddDataProtection().UseEphemeralDataProtectionProvider();
            services.AddAntiforgery();
        },
        static app => app.MapHytaleGatewayAdmin("admins")) { Middleware = static app => app.UseAuthentication().UseAuthorization() };

    private static int Cells(Answer page, string text) => Regex.Count(page.Raw, $"<td><bdi>{Regex.Escape(text)}</bdi>", RegexOptions.None, TimeSpan.FromSeconds(5));

    internal static Task<Answer> GetAsync(GatewayWorld world, string address, string? admin = "admin")
    {
        HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("X-Test-User", admin);
        return world.SendAsync(request);
    }

    private static Task<Answer> PostAsync(GatewayWorld world, string path, string cookie, params (string Name, string Value)[] fields) =>
        PostAsync(world, path, cookie, new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))));

    private static Task<Answer> PostAsync(GatewayWorld world, string path, string cookie, HttpContent form)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Page + path) { Content = form };
        request.Headers.TryAddWithoutValidation("X-Test-User", "admin");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        return world.SendAsync(request);
    }

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["X-Test-User"].ToString() is { Length: > 0 } user
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", user)], Scheme.Name)), Scheme.Name))
            : AuthenticateResult.NoResult());
    }
}
