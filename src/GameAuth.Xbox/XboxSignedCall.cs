using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Xbox;

/// <summary>A signed POST to an authentication host. The body is bytes, because the very bytes that are signed are sent.</summary>
internal sealed record XboxSignedCall(string Step, string Endpoint, string Path, byte[] Body)
{
    /// <summary>The <c>x-xbl-contract-version</c>; null sends none. Default 1.</summary>
    public int? ContractVersion { get; init; } = 1;

    public static XboxSignedCall Of<T>(string step, string endpoint, string path, T body, JsonTypeInfo<T> type) =>
        new(step, endpoint, path, JsonSerializer.SerializeToUtf8Bytes(body, type));
}
