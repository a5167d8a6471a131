namespace GameAuth.Benchmarks.SilentStart;

/// <summary>Where the time of a start goes, in milliseconds.</summary>
/// <param name="Open">Services built, key and store opened.</param>
/// <param name="Find">The account found.</param>
/// <param name="Header">Its token read and the header made.</param>
internal sealed record SilentPhases(double Open, double Find, double Header)
{
    public double Total => Open + Find + Header;
}
