namespace GameAuth.Core.Tests.Prompts;

internal sealed class FakeBrowser(bool opens) : IBrowserLauncher
{
    public List<Uri> Opened { get; } = [];

    public bool TryOpen(Uri page)
    {
        Opened.Add(page);
        return opens;
    }
}
