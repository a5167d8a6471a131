using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Hytale.Tests.Contract;

/// <summary>A game session as a token below the grant.</summary>
internal sealed class SessionLeaf : IToken
{
    public required Secret Token { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public override string ToString() => $"session until {ExpiresAt:O}";
}

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(SessionLeaf))]
internal sealed partial class SessionLeafJson : JsonSerializerContext;
