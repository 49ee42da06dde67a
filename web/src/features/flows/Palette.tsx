import { UnstyledButton } from '@mantine/core';
import { IconStack2 } from '@/ui/icons';
import { DRAGGED } from './Canvas';
import type { NodeCard } from './flows.api';
import classes from './flows.module.css';
import { GROUPS, NODE_ICONS } from './nodeIcons';

/** The kinds of nodes: dragged to the canvas, or added beside the chosen node by a click or Enter. */
export function Palette({ cards, onAdd }: { cards: NodeCard[]; onAdd: (card: NodeCard) => void }) {
  return (
    <div className={classes.palette} role="region" aria-label="Kinds of nodes">
      {(Object.keys(GROUPS) as NodeCard['group'][]).map((group) => {
        const own = cards.filter((card) => card.group === group);
        if (own.length === 0) return null;
        return (
          <div key={group}>
            <div className={classes.group}>{GROUPS[group]}</div>
            {own.map((card) => {
              const Symbol = NODE_ICONS[card.type] ?? IconStack2;
              return (
                <UnstyledButton
                  key={card.type}
                  className={classes.card}
                  title={card.description}
                  draggable
                  onDragStart={(event: React.DragEvent) => {
                    event.dataTransfer.setData(DRAGGED, card.type);
                    event.dataTransfer.effectAllowed = 'move';
                  }}
                  onClick={() => onAdd(card)}
                >
                  <Symbol size={17} stroke={1.8} aria-hidden />
                  {card.title}
                </UnstyledButton>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}
