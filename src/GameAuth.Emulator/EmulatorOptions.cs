namespace GameAuth.Emulator;

/// <summary>How an emulator starts. Read once, by <see cref="GameAuthEmulator.StartAsync"/>.</summary>
public sealed class EmulatorOptions
{
    /// <summary>
    /// The first of consecutive ports, one per host in the order of <see cref="GameAuthEmulator.Hosts"/>; null (the default)
    /// for free ports chosen by the system.
    /// </summary>
    public int? FirstPort { get; set; }

    /// <summary>The providers to serve, such as <c>xbox</c>; empty (the default) for all.</summary>
    public IList<string> Providers { get; } = [];

    /// <summary>The time that every expiry, <c>Date</c> and delay goes by. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How far the server's clock is ahead of <see cref="TimeProvider"/>; negative for behind. Default: zero.</summary>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>The people who can sign in; empty (the default) for <see cref="EmulatedPlayer.Default"/> alone.</summary>
    public IList<EmulatedPlayer> Players { get; } = [];

    /// <summary>
    /// How the sign-ins go, in order; the last one goes on for all that follow. Empty (the default): the first player approves
    /// after one poll.
    /// </summary>
    public IList<SignInScript> SignIns { get; } = [];

    /// <summary>What goes wrong. Default: nothing.</summary>
    public IList<Fault> Faults { get; } = [];

    /// <summary>How many events the log keeps. Default: 100,000.</summary>
    public int LogCapacity { get; set; } = 100_000;

    /// <summary>What is special to the Xbox hosts.</summary>
    public XboxEmulatorOptions Xbox { get; set; } = new();

    /// <summary>What is special to the Hytale hosts and the gateway.</summary>
    public HytaleEmulatorOptions Hytale { get; set; } = new();

    /// <summary>What is special to the PlayStation Network hosts.</summary>
    public PsnEmulatorOptions Psn { get; set; } = new();

    /// <summary>What is special to the hosts of Project Diablo 2.</summary>
    public Pd2EmulatorOptions Pd2 { get; set; } = new();

    /// <summary>What is special to the emulated Discord.</summary>
    public DiscordEmulatorOptions Discord { get; set; } = new();
}
