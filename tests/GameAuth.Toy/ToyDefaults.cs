namespace GameAuth.Toy;

/// <summary>Names and addresses of toy.test.</summary>
public static class ToyDefaults
{
    public const string Provider = "toy";
    public static readonly Uri AuthBase = new("https://auth.toy.test");
    public static readonly Uri ApiBase = new("https://api.toy.test");
}
