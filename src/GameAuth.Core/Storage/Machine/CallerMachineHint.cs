namespace GameAuth.Storage;

/// <summary>The application's own hint.</summary>
internal sealed class CallerMachineHint(Func<string?> read) : IMachineHint
{
    public string? Read() => read() is { Length: > 0 } hint ? hint : null;
}
