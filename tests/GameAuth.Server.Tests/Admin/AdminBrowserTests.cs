using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server.Tests.Admin;

/// <summary>What a page, of whichever origin, may make a browser ask for that belongs to an administrator.</summary>
public sealed class AdminBrowserTests
{
    private const string Sessions = "/api/auth/admin/sessions";

    [Fact]
    public async Task Another_origins_page_may_not_administer()
    {
        await using ServerNode node = await ServerNode.StartAsync();
        string admin = await AdminTests.SignInAsync(node);
        Answer answer = await node.Connect().GetAsync(Sessions + "?subject=a", ("Authorization", $"Bearer {admin}"), ("Origin", ServerWorld.Page));
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("https_required", (await node.Connect("http://auth.example.test").GetAsync(Sessions + "?subject=a", admin)).Error);
    }

    [Theory]
    [MemberData(nameof(AdminTests.Calls), MemberType = typeof(AdminTests))]
    public async Task Another_origins_page_may_not_administer_however_wide_the_hosts_own_policy_is(string method, string path)
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => server.Services.AddCors(static cors =>
            cors.AddDefaultPolicy(static policy => policy.SetIsOriginAllowed(static _ => true).AllowAnyHeader().AllowAnyMethod().AllowCredentials())));
        ServerClient client = node.Connect();
        (string, string)[] page = [("Origin", "https://evil.example.test"), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization,content-type")];
        foreach (string asked in (string[])["/api/open", path])
        {
            using HttpRequestMessage preflight = new(HttpMethod.Options, asked);
            foreach ((string name, string value) in page)
            {
                preflight.Headers.Add(name, value);
            }

            Answer permitted = await client.SendAsync(preflight);

            // The host's own endpoint shows that the policy is as wide as it looks.
            string? expected = asked == path ? null : "https://evil.example.test";
            Assert.Equal((expected, expected is null), (permitted.Header("Access-Control-Allow-Origin"), permitted.Header("Access-Control-Allow-Headers") is null));
        }

        (string, string)[] headers = [("Origin", "https://evil.example.test"), ("Authorization", $"Bearer {await AdminTests.SignInAsync(node)}")];
        Answer answer = method == "GET" ? await client.GetAsync(path, headers) : await client.PostAsync(path, "{}", headers: headers);
        Assert.Equal((null, null), (answer.Header("Access-Control-Allow-Origin"), answer.Header("Access-Control-Allow-Credentials")));
    }

    [Fact]
    public async Task Who_is_known_by_a_cookie_sends_the_token_against_forged_requests()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => UseCookies(server).AddAntiforgery(static options => options.Cookie.Name = "xsrf"));
        ServerClient client = node.Connect();
        const string path = "/api/auth/admin/everything/end";
        (string, string) cookie = ("Cookie", "admin=1");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Sessions + "?subject=a", cookie)).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "antiforgery_required"), await client.PostAsync(path, "{}", headers: cookie).StatusAndError());
        Assert.Equal("antiforgery_required", Assert.IsType<AdminEvent>(node.World.Events.Events[^1]).Refusal);
        AntiforgeryTokenSet tokens = node.Services.GetRequiredService<IAntiforgery>().GetTokens(new DefaultHttpContext { RequestServices = node.Services, User = CookieHandler.Admin });
        (string, string) both = ("Cookie", $"admin=1; xsrf={tokens.CookieToken}");
        Assert.Equal((HttpStatusCode.Forbidden, "antiforgery_required"), await client.PostAsync(path, "{}", headers: both).StatusAndError());
        Assert.Equal((HttpStatusCode.Forbidden, "antiforgery_required"), await client.PostAsync(path, "{}", headers: [both, ("RequestVerificationToken", "x")]).StatusAndError());
        Answer meant = await client.PostAsync(path, "{}", headers: [both, ("RequestVerificationToken", tokens.RequestToken!)]);
        Assert.Equal((HttpStatusCode.OK, "root"), (meant.Status, Assert.IsType<AdminEvent>(node.World.Events.Events[^1]).Administrator));
        Assert.Equal((HttpStatusCode.Forbidden, "antiforgery_required"), await client.PostAsync(path, "{}", headers: [cookie, ("Authorization", "Negotiate abc")]).StatusAndError());
    }

    [Fact]
    public async Task Without_antiforgery_who_is_known_by_a_cookie_ends_nothing_and_the_log_says_the_fix()
    {
        await using ServerNode node = await ServerNode.StartAsync(server: static server => UseCookies(server));
        Assert.Equal((HttpStatusCode.Forbidden, "antiforgery_required"), await node.Connect().PostAsync("/api/auth/admin/everything/end", "{}", headers: ("Cookie", "admin=1")).StatusAndError());
        Assert.Contains("services.AddAntiforgery()", node.World.Logs.Text, StringComparison.Ordinal);
    }

    private static IServiceCollection UseCookies(GameAuthServerBuilder server)
    {
        server.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        server.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, CookieHandler>("cookie", static _ => { });
        return server.Services.AddAuthorization(static options => options.AddPolicy("admins", static policy => policy.AddAuthenticationSchemes("cookie").RequireAuthenticatedUser()));
    }

    private sealed class CookieHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        public static ClaimsPrincipal Admin => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "root")], "cookie"));

        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Cookies["admin"] == "1" ? AuthenticateResult.Success(new AuthenticationTicket(Admin, "cookie")) : AuthenticateResult.NoResult());
    }
}
