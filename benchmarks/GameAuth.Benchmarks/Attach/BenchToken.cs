using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Benchmarks.Attach;

internal sealed record BenchToken(Secret Value, DateTimeOffset? ExpiresAt) : IToken
{
    [JsonIgnore]
    public AuthenticationHeaderValue Header => field ??= new AuthenticationHeaderValue("Bearer", Value.Reveal());
}

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(BenchToken))]
internal sealed partial class BenchJson : JsonSerializerContext;
