using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Interop.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Interop.Server;

/// <summary>npm discord-interactions 4.4.0, Discord's own check of a webhook's signature, beside the session server's.</summary>
public sealed class Discord_interactions_judges_webhooks
{
    private const int Requests = 200;

    [PeerFact]
    public async Task As_the_session_server_does()
    {
        await using GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "discord" } });
        await using WebApplication server = await StartAsync(emulator);
        using HttpClient http = server.GetTestClient();
        Random random = new(4_4_0);
        JsonArray requests = [];
        List<bool> ours = [];
        for (int i = 0; i < Requests; i++)
        {
            JsonObject request = Make(emulator.Discord, i, random);
            requests.Add(request);
            ours.Add(await IsTakenAsync(http, request));
        }

        JsonObject result = await NodeRun.Async("discord-interactions.mjs", new JsonObject { ["requests"] = requests, ["publicKey"] = emulator.Discord.PublicKeyOf() });

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal(result["verdicts"]!.AsArray().Select(static one => one!.GetValue<bool>()), ours);
        Assert.Equal(Requests / 4, ours.Count(static isTaken => isTaken));
    }

    // Every fourth is as Discord sends it; the others have one thing wrong each.
    private static JsonObject Make(DiscordEmulator discord, int number, Random random)
    {
        byte[] body = Encoding.UTF8.GetBytes(new JsonObject { ["version"] = 1, ["application_id"] = EmulatedDiscordApplication.Default.Id, ["type"] = 0, ["note"] = $"{number} \u00e9\u4e16" }.ToJsonString());
        string timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signature = discord.Sign((byte[])[.. Encoding.ASCII.GetBytes(timestamp), .. body]);
        string hex = Convert.ToHexStringLower(signature);
        switch (number % 4 == 0 ? -1 : random.Next(8))
        {
            case -1:
                hex = random.Next(2) == 0 ? hex : hex.ToUpperInvariant();
                break;
            case 0:
                signature[random.Next(64)] ^= (byte)(1 << random.Next(8));
                hex = Convert.ToHexStringLower(signature);
                break;
            case 1:
                body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                timestamp = (long.Parse(timestamp, CultureInfo.InvariantCulture) - random.Next(1, 100)).ToString(CultureInfo.InvariantCulture);
                break;
            case 3:
                hex = hex[..(2 * random.Next(64))];
                break;
            case 4:
                body = [.. body, (byte)'\n'];
                break;
            case 5:
                body = body[..^1];
                break;
            case 6:
                hex = new string('0', 128);
                break;
            default:
                hex = hex[64..] + hex[..64];
                break;
        }

        return new JsonObject { ["body"] = Convert.ToBase64String(body), ["signature"] = hex, ["timestamp"] = timestamp };
    }

    private static async Task<bool> IsTakenAsync(HttpClient http, JsonObject sent)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/auth/discord/events") { Content = new ByteArrayContent(Convert.FromBase64String(sent["body"]!.GetValue<string>())) };
        request.Headers.TryAddWithoutValidation("X-Signature-Ed25519", sent["signature"]!.GetValue<string>());
        request.Headers.TryAddWithoutValidation("X-Signature-Timestamp", sent["timestamp"]!.GetValue<string>());
        using HttpResponseMessage answer = await http.SendAsync(request);
        Assert.True((int)answer.StatusCode is 204 or 401, $"{answer.StatusCode}");
        return (int)answer.StatusCode == 204;
    }

    private static async Task<WebApplication> StartAsync(GameAuthEmulator emulator)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(emulator.Configuration);
        builder.Services.AddRouting();
        builder.Services.AddAuthorization();
        builder.Services.AddGameAuth(static options => options.ApplicationName = "webhook-judge").UseMemoryStore();
        builder.Services.AddGameAuthServer(static options => options.Issuer = new Uri("https://auth.example.test")).UseMemorySessions().AddDiscord();
        WebApplication app = builder.Build();
        app.UseRouting();
        app.UseAuthorization();
        app.MapGameAuthDiscord();
        await app.StartAsync();
        return app;
    }
}
