namespace GameAuth.Server.Host;

/// <summary>What a session server of tests and benchmarks is like.</summary>
public sealed record HostSettings
{
    /// <summary><c>memory</c>, <c>sqlite:file</c> or <c>postgresql:connection string</c>.</summary>
    public string Store { get; init; } = "memory";

    /// <summary><c>rs256</c> or <c>eddsa</c>.</summary>
    public string Keys { get; init; } = "rs256";

    /// <summary>The issuer, where it is not this process's own address: of the other nodes of a server.</summary>
    public Uri? Issuer { get; init; }

    /// <summary>The schema of PostgreSQL.</summary>
    public string Schema { get; init; } = "gameauth";

    /// <summary>Each so many calls of the store one fails; 0 for none.</summary>
    public int FailEach { get; init; }

    /// <summary>Whether it has rooms and the socket.</summary>
    public bool Rooms { get; init; }

    /// <summary>How long a nonce stays taken and a first answer is kept, in seconds.</summary>
    public int NonceSeconds { get; init; } = 300;

    /// <summary>Whether the audit is written, as it is by default.</summary>
    public bool HasAudit { get; init; } = true;

    /// <summary>Where a Discord answers whose players get in too; null for none.</summary>
    public Uri? Discord { get; init; }

    /// <summary>The arguments of a process that is like this.</summary>
    public IEnumerable<string> ToArguments() =>
    [
        "--store", Store, "--keys", Keys, "--schema", Schema, "--fail-each", $"{FailEach}", "--nonce-seconds", $"{NonceSeconds}",
        .. Issuer is null ? Array.Empty<string>() : ["--issuer", Issuer.OriginalString],
        .. HasAudit ? Array.Empty<string>() : ["--no-audit"],
        .. Discord is null ? Array.Empty<string>() : ["--discord", Discord.OriginalString],
        .. Rooms ? (string[])["--rooms"] : [],
    ];
}
