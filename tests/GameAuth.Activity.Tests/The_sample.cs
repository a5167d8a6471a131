using System.Net;
using GameAuth.Activity.Tests.World;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;

namespace GameAuth.Activity.Tests;

/// <summary><c>samples/DiscordActivity --emulator</c> as a user starts it, and its page in Chromium as a user clicks through it.</summary>
public sealed class The_sample
{
    [ActivityFact]
    public async Task Is_walked_through_by_two_players()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("gameauth-sample-");
        try
        {
            using SampleProcess sample = SampleProcess.Start("DiscordActivity", "--emulator", "--sqlite", Path.Combine(home.FullName, "activity.db"), "--sdk", Sdk);
            Uri first = await AddressAsync(sample);
            Uri second = await AddressAsync(sample);
            await using DevToolsBrowser browser = await DevToolsBrowser.StartAsync();

            // Emunova signs in, and joins both rooms.
            SamplePage nova = new(await browser.OpenAsync(first));
            await nova.ShowsAsync("session", "Session: signed-in (sign_in)");
            await nova.ShowsAsync("sessions", "this one");
            await nova.ClickAsync("join-lobby");
            await nova.ShowsAsync("rooms", "lobby (speak), 1 there when you joined");
            await nova.ClickAsync("join-staff");
            await nova.ShowsAsync("rooms", "staff (speak, announce), 1 there when you joined");
            await nova.ShowsAsync("socket", "Socket: open (open)");

            // The same player in another tab: one session, which the tab goes on with. A message reaches both.
            SamplePage again = new(await browser.OpenAsync(first));
            await again.ShowsAsync("session", "Session: signed-in (resumed)");
            await again.ClickAsync("join-lobby");
            await again.ShowsAsync("rooms", "lobby (speak), 1 there when you joined");
            await nova.SayAsync("hello");
            await again.ShowsAsync("log", ": hello");

            // Signs out in one: both are out, and their sockets are closed.
            await nova.ClickAsync("log-out");
            foreach (SamplePage page in (SamplePage[])[nova, again])
            {
                await page.ShowsAsync("session", "Session: signed-out (logout)");
                await page.ShowsAsync("socket", "Socket: closed (logout)");
            }

            // Emupixel may not enter the staff's room, and is told why.
            SamplePage pixel = new(await browser.OpenAsync(second));
            await pixel.ShowsAsync("session", "Session: signed-in (sign_in)");
            await pixel.ClickAsync("join-staff");
            await pixel.ShowsAsync("log", "staff: This room is for the staff.");
            await pixel.ClickAsync("end-others");
            await pixel.ShowsAsync("log", "0 ended.");
            Assert.Equal(1, await pixel.CountAsync("#sessions tr"));

            sample.Signal("TERM");
            Assert.Equal(0, await sample.EndAsync());
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    /// <summary>As behind a tunnel, which ends TLS on this machine. Nobody is asked at the start.</summary>
    [ModuleFact]
    public async Task Starts_for_an_application_of_its_own()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("gameauth-sample-");
        try
        {
            await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "discord" } });
            Dictionary<string, string?> settings = new(StringComparer.Ordinal)
            {
                ["GameAuth:Discord:ClientId"] = "940000000000000007", ["GameAuth:Discord:ClientSecret"] = "synthetic", ["GameAuth:Discord:PublicKey"] = emulator.Discord.PublicKeyOf(),
            };
            using SampleProcess sample = SampleProcess.StartWith(settings, input: null, "DiscordActivity", "--live", "--port", "0", "--sqlite", Path.Combine(home.FullName, "activity.db"), "--sdk", Sdk);
            string line = await sample.WaitForAsync(static line => line.Contains("for the Activity at https://940000000000000007.discordsays.com", StringComparison.Ordinal));
            using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(line.Split(' ').First(static word => word.StartsWith("http://127.0.0.1", StringComparison.Ordinal)).TrimEnd(',')) };
            using (HttpResponseMessage plain = await http.GetAsync(new Uri("/activity.json", UriKind.Relative))) { Assert.Equal(HttpStatusCode.Forbidden, plain.StatusCode); }
            http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            Assert.Equal("""{"client_id":"940000000000000007"}""", await http.GetStringAsync(new Uri("/activity.json", UriKind.Relative)));
            sample.Signal("TERM");
            Assert.Equal(0, await sample.EndAsync());
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [ModuleTheory]
    [InlineData("Say --emulator")]
    [InlineData("GameAuth__Discord__ClientId", "--live")]
    public async Task Says_what_it_needs(string shown, params string[] arguments)
    {
        using SampleProcess sample = SampleProcess.Start("DiscordActivity", [.. arguments, "--sdk", Sdk]);
        Assert.Equal(2, await sample.EndAsync());
        Assert.Contains(shown, sample.Output, StringComparison.Ordinal);
    }

    private static string Sdk => Path.Combine(NodeProgram.Peers, "node_modules", "@discord", "embedded-app-sdk", "output");

    private static async Task<Uri> AddressAsync(SampleProcess sample) => new((await sample.WaitForAsync(static line => line.Trim().StartsWith("http://localhost:", StringComparison.Ordinal))).Trim());
}
