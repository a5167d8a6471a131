namespace GameAuth.Torture;

public sealed class RotorOptions
{
    public Uri Server { get; set; } = new("http://127.0.0.1/");
}
