using System.Diagnostics;
using System.Text.RegularExpressions;
using GameAuth.Emulator;
using GameAuth.Server.Hytale.Tests.World;
using GameAuth.Server.PostgreSql.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Hytale.Tests;

/// <summary>The administrators' page in Chromium, under its own Content-Security-Policy, with names that want to be more than text.</summary>
public sealed class AdminBrowserTests : GatewayTest
{
    private const string Owner = "a1000000-0000-4000-8000-000000000001";
    private static readonly string[] Hostile = ["<script>document.title='taken'</script>", "<img src=x onerror=\"document.title='taken'\">", "evil\u202Etxt.exe", new string('A', 10 * 1024)];

    [ChromiumFact]
    public async Task No_name_runs_or_becomes_an_element_and_the_page_breaks_no_rule_of_its_own()
    {
        await using GatewayWorld world = await StartAsync(
            static hytale =>
            {
                for (int i = 0; i < Hostile.Length; i++)
                {
                    hytale.Accounts.Add(new EmulatedHytaleAccount
                    {
                        Owner = Owner[..^1] + i, Profiles = [new EmulatedHytaleProfile { Uuid = $"a2000000-0000-4000-8000-{i:d12}", Username = Hostile[i] }],
                    });
                }
            },
            static gateway => gateway.PlainAudit = true, setup: AdminTests.Admin());
        for (int i = 0; i < Hostile.Length; i++)
        {
            await world.SignInAsync(Owner[..^1] + i);
        }

        HttpRequestMessage request = new(HttpMethod.Get, "https://gateway.example.test/hytale-gateway/admin");
        request.Headers.Add("X-Test-User", "admin");
        Answer page = await world.SendAsync(request);
        Assert.Equal(200, page.Status);
        (string dom, string console) = await ShowAsync(page);
        Assert.Contains("<title>Hytale gateway</title>", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", dom, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", dom, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\u202E", dom, StringComparison.Ordinal);
        Assert.Equal(Hostile.Length, Regex.Count(dom, "<button>End callers</button>", RegexOptions.None, TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain("Content Security Policy", console, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Refused to", console, StringComparison.Ordinal);

        // The browser does look: a script that gets into the page is refused by the policy, and said so.
        (_, console) = await ShowAsync(page with { Raw = page.Raw.Replace("</h1>", "</h1><script>document.title='taken'</script>", StringComparison.Ordinal) });
        Assert.Contains("Content Security Policy", console, StringComparison.OrdinalIgnoreCase);
    }

    // Chromium gets the page's own bytes and policy, from loopback.
    private static async Task<(string Dom, string Console)> ShowAsync(Answer page)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication server = builder.Build();
        server.MapGet("/hytale-gateway/admin", context =>
        {
            context.Response.ContentType = page.Headers["Content-Type"];
            context.Response.Headers.ContentSecurityPolicy = page.Headers["Content-Security-Policy"];
            return context.Response.WriteAsync(page.Raw);
        });
        await server.StartAsync();
        DirectoryInfo profile = Directory.CreateTempSubdirectory("gameauth-chromium-");
        try
        {
            ProcessStartInfo start = new(
                ChromiumFactAttribute.Program!,
                ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", $"--user-data-dir={profile.FullName}", "--enable-logging=stderr", "--dump-dom", server.Urls.First() + "/hytale-gateway/admin"])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            Task<string> console = process.StandardError.ReadToEndAsync();
            string dom = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync();
            return (dom, await console);
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    /// <summary>A test that needs a browser of the Chromium family.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ChromiumFactAttribute : FactAttribute
    {
        public ChromiumFactAttribute() => Skip = Environment.GetEnvironmentVariable("GAMEAUTH_SKIP_CHROMIUM") is { Length: > 0 } reason ? reason
            : Program is null ? "chromium was not found; on Debian: apt-get install chromium" : null;

        public static string? Program { get; } = Programs.Find("chromium") ?? Programs.Find("chromium-browser") ?? Programs.Find("google-chrome");
    }
}
