namespace GameAuth.Conventions.Fixtures.Odd;

/// <summary>An offender on purpose: a second typed client in a provider.</summary>
internal sealed class OddSideDoor(HttpClient client)
{
    public Uri? Address => client.BaseAddress;
}
