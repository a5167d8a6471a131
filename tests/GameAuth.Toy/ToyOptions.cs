namespace GameAuth.Toy;

public sealed class ToyOptions
{
    public string ClientId { get; set; } = "";

    public Uri AuthBase { get; set; } = ToyDefaults.AuthBase;

    public Uri ApiBase { get; set; } = ToyDefaults.ApiBase;

    public DeviceIdentityScope DeviceScope { get; set; }

    /// <summary>The scope of every API request at the pacer; empty for none.</summary>
    public string RateLimitPartition { get; set; } = "";
}
