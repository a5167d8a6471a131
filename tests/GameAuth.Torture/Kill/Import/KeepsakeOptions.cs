using GameAuth.Providers;

namespace GameAuth.Torture;

public sealed class KeepsakeOptions : ProviderOptions
{
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints { get; } = new Dictionary<string, Uri> { ["keepsake"] = new("http://127.0.0.1/") };

    protected override Uri Issuer => EndpointOf("keepsake");
}
