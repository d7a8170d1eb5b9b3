namespace Capture.Targets;

/// <summary>A program and where it stands in the order in which an interface's programs run.</summary>
/// <param name="Order">Counts on over all programs of the interface, an attached one before its components.</param>
/// <param name="Attached">The attached program: itself, or the one it is a component of.</param>
/// <param name="Program">The program.</param>
internal readonly record struct ProgramPlace(int Order, AttachedProgram Attached, XdpProgram Program)
{
    /// <summary>All programs of an interface, in this order.</summary>
    public static IReadOnlyList<ProgramPlace> Of(InterfacePrograms on)
    {
        var places = new List<ProgramPlace>();
        foreach (var attached in on.Attached)
        {
            places.Add(new(places.Count, attached, attached.Program));
            foreach (var component in attached.Components)
            {
                // One program may take the places of several functions.
                if (!places.Exists(place => place.Program.Id == component.Program.Id))
                    places.Add(new(places.Count, attached, component.Program));
            }
        }

        return places;
    }

    public bool IsComponent => Program.Id != Attached.Program.Id;

    /// <summary>What stands in the place of one of its functions; null if the function itself runs. Only functions of attached programs are
    /// ever replaced: the kernel refuses a second layer.</summary>
    public XdpComponent? ReplacementOf(ProgramFunction function) => IsComponent ? null : Attached.ReplacementOf(function);

    /// <summary>The functions there is something to capture at, by the names that choose them.</summary>
    public IEnumerable<string> Names()
    {
        if (Program.Main is null)
            return [Program.Title];
        var (place, program) = (this, Program);
        return program.Functions.Where(place.SeesPackets).Select(program.NameOf);
    }

    /// <summary>Whether packets come to a function that can be hooked: not to one that another program replaces, nor to those that a
    /// dispatcher keeps free for programs to come.</summary>
    public bool SeesPackets(ProgramFunction function)
    {
        var isSlot = !IsComponent && Attached.Dispatcher is not null && function != Program.Main;
        return !isSlot && ReplacementOf(function) is null && Program.TakesPacket(function);
    }
}

/// <summary>A function that was chosen to be captured at.</summary>
/// <param name="Place">Its program.</param>
/// <param name="Function">The function; null where it is not known which functions the program has.</param>
internal readonly record struct ChosenFunction(ProgramPlace Place, ProgramFunction? Function)
{
    /// <summary>For sorting outermost first: programs in the order they run, a program's main function before the others.</summary>
    public (int Program, int Function) Order
    {
        get
        {
            var at = 0;
            while (Function is not null && Place.Program.Functions[at] != Function)
                at++;
            return (Place.Order, at);
        }
    }
}
