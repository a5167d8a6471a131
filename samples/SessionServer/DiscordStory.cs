using System.Net;

namespace SessionServer;

/// <summary>What happens to players of Discord, by requests to the real endpoints.</summary>
internal sealed class DiscordStory(Uri address, DiscordPlatform platform, Report report)
{
    private const string Exchange = "api/auth/discord/exchange";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using Player nova = new(address, new CookieContainer());
        using Player pixel = new(address, new CookieContainer());

        Report.Say("Nova opens the Activity and agrees. Its page brings the code, and where it runs.");
        Answer signedIn = await nova.PostAsync(Exchange, platform.CodeBody("emunova", DiscordPlatform.Instance), cancellationToken);
        report.Check(signedIn.IsOk && signedIn.Text("discord_access_token").Length > 0, "she has a session, and the page the token that Discord's SDK wants");
        report.Check((await nova.CallAsync(signedIn.AccessToken, cancellationToken)).IsOk, "her access token opens the API");
        report.Check((await pixel.PostAsync(Exchange, platform.CodeBody("emupixel", DiscordPlatform.Instance), cancellationToken)).Error == "invalid_discord_auth", "who is not in the instance does not get in");

        Report.Say("Pixel's page brings a token of the SDK in place of a code.");
        Answer byToken = await pixel.PostAsync(Exchange, DiscordPlatform.TokenBody(platform.Discord.IssueAccessToken("emupixel")), cancellationToken);
        report.Check(byToken.IsOk, "Discord says whose it is and for which application");
        string foreign = platform.Discord.IssueAccessToken("emunova", applicationId: "930000000000000002");
        report.Check((await pixel.PostAsync(Exchange, DiscordPlatform.TokenBody(foreign), cancellationToken)).Error == "invalid_discord_auth", "a token that Nova gave to another application lets nobody in as Nova");

        await ShowSessionsAsync(nova, signedIn, cancellationToken);
        await ShowBanAsync(nova, cancellationToken);
        await ShowUnlinkAsync(nova, pixel, byToken, cancellationToken);
    }

    private async Task ShowSessionsAsync(Player nova, Answer signedIn, CancellationToken cancellationToken)
    {
        Report.Say("Nova signs in on a borrowed machine too, and forgets to log out.");
        using Player borrowed = new(address, new CookieContainer());
        Answer forgotten = await borrowed.PostAsync(Exchange, platform.CodeBody("emunova"), cancellationToken);
        report.Check(await nova.CountSessionsAsync(signedIn.AccessToken, cancellationToken) == 2, "at home she sees both sessions");
        report.Check((await nova.EndOthersAsync(signedIn.AccessToken, cancellationToken)).IsOk && (await borrowed.CallAsync(forgotten.AccessToken, cancellationToken)).Error == "token_invalid", "she ends all others, and that machine is out at once");
        report.Check((await nova.CallAsync(signedIn.AccessToken, cancellationToken)).IsOk, "her own goes on");
    }

    private async Task ShowBanAsync(Player nova, CancellationToken cancellationToken)
    {
        Report.Say("Discord's network turns this server away for a moment.");
        platform.Discord.BanStyle = GameAuth.Emulator.DiscordBanStyle.TooManyRequests;
        platform.Discord.Ban(TimeSpan.FromSeconds(1));
        Answer told = await nova.PostAsync(Exchange, platform.CodeBody("emunova"), cancellationToken);
        report.Check(told is { Error: "temporarily_unavailable", RetryAfter.Ticks: > 0 }, $"whoever signs in is told to come again in {told.RetryAfter.TotalSeconds:0} s, and not that he did something wrong");
        await Task.Delay(told.RetryAfter, cancellationToken);
        report.Check((await nova.PostAsync(Exchange, platform.CodeBody("emunova"), cancellationToken)).IsOk, "when that is over it works again by itself");
    }

    private async Task ShowUnlinkAsync(Player nova, Player pixel, Answer other, CancellationToken cancellationToken)
    {
        Report.Say("Nova takes the application's permission away in her settings. Discord sends the server an event.");
        Answer before = await nova.PostAsync(Exchange, platform.CodeBody("emunova"), cancellationToken);
        platform.Discord.Deauthorize("emunova");
        report.Check(await IsOverAsync(nova, before.AccessToken, cancellationToken), "her sessions have ended");
        report.Check((await nova.PostAsync("api/auth/refresh", "{}", cancellationToken)).Error == "refresh_invalid", "her refresh token yields nothing");
        report.Check((await pixel.CallAsync(other.AccessToken, cancellationToken)).IsOk, "Pixel's session goes on");
    }

    // The event is on its way, and access tokens are refused within two seconds after it.
    private static async Task<bool> IsOverAsync(Player player, string accessToken, CancellationToken cancellationToken)
    {
        for (int i = 0; i < 250; i++)
        {
            if ((await player.CallAsync(accessToken, cancellationToken)).Error == "token_invalid")
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        return false;
    }
}
