namespace GameAuth.Hardware.Host;

/// <summary>Prints what happens to the device's key.</summary>
internal sealed class PrintingSink : IAuthEventSink
{
    public void OnEvent(AuthEvent happened)
    {
        if (happened is AccountEvent { Name: AuthEventNames.ProofKeyMade or AuthEventNames.ProofKeyOpened } key)
        {
            Console.WriteLine($"{key.Name} {key.Reason}");
        }
    }
}
