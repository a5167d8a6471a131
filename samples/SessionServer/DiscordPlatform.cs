using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator;

namespace SessionServer;

/// <summary>Plays Discord on loopback: its API, its page, and the Discord client that hands codes to an Activity.</summary>
internal sealed class DiscordPlatform(GameAuthEmulator emulator, string server) : IAsyncDisposable
{
    public const string EventsPath = "/api/auth/discord/events";
    public const string Instance = "i-1234-gc-5678-9";

    public DiscordEmulator Discord => emulator.Discord;

    /// <summary>Where a player allows the application to know him.</summary>
    public Uri AuthorizePage => new(emulator.Hosts["discord.com"], "/oauth2/authorize");

    /// <summary>Where he comes back to with a code.</summary>
    public string RedirectUri => $"{server}/";

    /// <summary>What an application of your own has in its configuration: client id, secret, bot token and public key. Here they are the emulator's, and so is the address.</summary>
    public IReadOnlyDictionary<string, string?> Configuration => emulator.Configuration;

    public static async Task<DiscordPlatform> StartAsync(string server, CancellationToken cancellationToken)
    {
        EmulatorOptions options = new() { Providers = { "discord" } };
        options.Discord.Applications.Add(EmulatedDiscordApplication.Default with { WebhookUri = new Uri(server + EventsPath), RedirectUris = [$"{server}/"] });
        options.Discord.Applications.Add(new EmulatedDiscordApplication { Id = "930000000000000002", BotToken = "synthetic-other-bot" });
        options.Discord.Instances.Add(new EmulatedDiscordInstance { InstanceId = Instance, Users = ["emunova"] });
        return new DiscordPlatform(await GameAuthEmulator.StartAsync(options, cancellationToken), server);
    }

    /// <summary>The page of the Activity asks for a code, with a challenge that it alone can answer; the player agrees in the Discord client.</summary>
    public string CodeBody(string player, string? instance = null)
    {
        string verifier = RandomNumberGenerator.GetHexString(64, lowercase: true);
        string challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        string code = Discord.CreateActivityCode(player, "identify", challenge);
        string place = instance is null ? "" : $$""","instance_id":"{{instance}}" """;
        return $$"""{"client_nonce":"{{Guid.NewGuid()}}","code":"{{code}}","code_verifier":"{{verifier}}"{{place}}}""";
    }

    /// <summary>A token that the page has got from the SDK, as it is.</summary>
    public static string TokenBody(string token)
    {
        // Discord's tokens live for a week.
        long expires = TimeProvider.System.GetUtcNow().AddSeconds(604_800).ToUnixTimeSeconds();
        string claims = $$"""{"token":"{{token}}","expires_at":{{expires}},"application_id":"{{EmulatedDiscordApplication.Default.Id}}","scope":"identify"}""";
        return $$"""{"client_nonce":"{{Guid.NewGuid()}}","provider":"discord_sdk","sdk_auth":{{claims}}}""";
    }

    public ValueTask DisposeAsync() => emulator.DisposeAsync();
}
