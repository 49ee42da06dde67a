import { lazy, Suspense, type ComponentProps } from 'react';
import FlowPage from '@/features/flows/FlowPage';
import { NodeForms, type NodeForm } from '@/features/flows/nodeForms';

const NodeQuery = lazy(() => import('@/features/pulls/NodeQuery'));

function Query(props: ComponentProps<typeof NodeQuery> & NodeForm) {
  return (
    <Suspense fallback={null}>
      <NodeQuery {...props} />
    </Suspense>
  );
}

const FORMS = { 'crm-filter': Query };

/** The page of a flow with the forms that other parts of the program have for settings of their nodes. */
export default function FlowWithForms() {
  return (
    <NodeForms value={FORMS}>
      <FlowPage />
    </NodeForms>
  );
}
