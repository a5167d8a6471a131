using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>The key of this installation, which sessions are bound to: made once, where the host wants its keys, kept through a sign-out, and deleted with the device.</summary>
internal sealed class DiscordDevices(ProofKeys keys) : DeviceIdentitySource<DiscordDevice>("dpop", DeviceIdentityScope.PerInstall, DiscordRowJson.Default.DiscordDevice, keys)
{
    protected override DiscordDevice Create()
    {
        using ProofKey key = Keys.Create();
        return new DiscordDevice { Key = key.Store() };
    }

    protected override StoredProofKey KeyOf(DiscordDevice identity) => identity.Key;
}

/// <summary>The key of this installation.</summary>
internal sealed class DiscordDevice : IToken
{
    public required StoredProofKey Key { get; init; }

    [JsonIgnore]
    public DateTimeOffset? ExpiresAt => null;
}
