namespace GameAuth.Providers;

/// <summary>The permit of requests that name no scope.</summary>
internal sealed class NoPermit : IPacePermit
{
    public static readonly IPacePermit Instance = new NoPermit();

    public void GiveBack()
    {
        // There is no place to give back.
    }

    public void Learn(HttpResponseMessage response)
    {
        // There is no scope to learn for.
    }

    public void Dispose()
    {
        // There is nothing to end.
    }
}
