using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests.Browser;

/// <summary>What comes back, and what only looks like it.</summary>
public class BrowserRedirectTests
{
    private static readonly Uri Desktop = new("https://login.live.com/oauth20_desktop.srf");

    [Fact]
    public async Task A_redirect_with_another_state_is_turned_away_and_the_right_one_still_counts()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        List<int> statuses = [];
        VisitingPrompt prompt = new()
        {
            Before = async end =>
            {
                foreach (string query in (string[])["?code=canary&state=guess", "?code=canary", "?error=access_denied&state=guess"])
                {
                    using HttpResponseMessage page = await VisitingPrompt.ComeAsync(new Uri(end, query));
                    statuses.Add((int)page.StatusCode);
                }
            },
        };
        Assert.NotNull((await (await world.OpenBrowserAsync()).SignInByBrowserAsync(prompt)).Gamertag);
        Assert.Equal([400, 400, 400], statuses);
        Assert.Equal(1, world.Count("login.code"));
    }

    [Fact]
    public async Task A_redirect_that_was_used_opens_nothing_again()
    {
        await using XboxWorld world = await XboxWorld.StartAsync(XboxWorld.TwoPlayers);
        IXboxAuth xbox = await world.OpenBrowserAsync(options: static one => one.RedirectUri = Desktop);
        VisitingPrompt first = new();
        XboxAccount me = await xbox.SignInByBrowserAsync(first);
        Uri used = first.Ends.Single();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => xbox.SignInByBrowserAsync(new VisitingPrompt { Change = _ => used }, force: true));
        Assert.Equal(("authorization", 1), (error.Step, world.Count("login.code")));
        Assert.DoesNotContain("code=", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(AccountStatus.Active, me.Status);

        VisitingPrompt caught = new();
        await (await world.OpenBrowserAsync()).SignInByBrowserAsync(caught, force: true);
        await Assert.ThrowsAsync<HttpRequestException>(() => VisitingPrompt.ComeAsync(caught.Ends.Single()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://login.live.com/oauth20_desktop.srf")]
    public async Task A_player_who_says_no_has_declined_and_nothing_is_exchanged(string? redirect)
    {
        await using XboxWorld world = await XboxWorld.StartAsync(BrowserWorld.Declines);
        IXboxAuth xbox = await world.OpenBrowserAsync(options: one => one.RedirectUri = redirect is null ? null : new Uri(redirect));
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => xbox.SignInByBrowserAsync());
        Assert.Equal((SignInReason.Declined, 0), (error.Reason, world.Count("login.code")));
        Assert.Null(await xbox.FindAsync());
    }

    [Fact]
    public async Task A_redirect_that_comes_after_the_time_is_over_finds_nobody()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = await world.OpenBrowserAsync();
        TaskCompletionSource never = new();
        VisitingPrompt prompt = new() { Before = _ => never.Task };
        Task<XboxAccount> signIn = xbox.SignInByBrowserAsync(prompt);
        while (prompt.Ends.IsEmpty)
        {
            await Task.Delay(1);
        }

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SignInReason.TimedOut, (await Assert.ThrowsAsync<SignInRequiredException>(() => signIn)).Reason);
        await Assert.ThrowsAsync<HttpRequestException>(() => VisitingPrompt.ComeAsync(prompt.Ends.Single()));
        Assert.Equal(0, world.Count("login.code"));
        Assert.Null(await xbox.FindAsync());
        never.SetResult();
    }

    [Fact]
    public async Task A_code_with_another_verifier_is_refused_and_nothing_is_stored()
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        IHost host = await world.StartApplicationAsync(
            static app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(static () => new OtherVerifierHandler()),
            static one => one.TitleId = BrowserWorld.TitleId);
        IXboxAuth xbox = host.Services.GetRequiredService<IXboxAuth>();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => xbox.SignInByBrowserAsync());
        Assert.Equal(("code exchange", "invalid_grant", false), (error.Step, error.Code, error.IsTransient));
        Assert.Null(await xbox.FindAsync());
    }

    /// <summary>Somebody who has stolen a code has no verifier.</summary>
    private sealed class OtherVerifierHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath == "/oauth20_token.srf")
            {
                string form = await request.Content!.ReadAsStringAsync(cancellationToken);
                string other = string.Join('&', form.Split('&').Select(static one => one.StartsWith("code_verifier=", StringComparison.Ordinal) ? "code_verifier=" + new string('a', 43) : one));
                request.Content = new StringContent(other, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
